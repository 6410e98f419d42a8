-- “Senden · Tapped” on “Start”
connections.getfromid('lokal').publish('steckbrett/demo', screens['Start'].Eingabe.text)
