-- “Send · Tapped” on “Start”
connections.getfromid('lokal').publish('steckbrett/demo', screens['Start'].Input.text)
