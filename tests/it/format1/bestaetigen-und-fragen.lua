-- “Senden · Tapped” on “Start”
local Grund
local bestaetigt
bestaetigt, Grund = connections.getfromid('lokal').publishwait('halle1/auftrag', 'Auftrag 17')
if bestaetigt then
  screens['Start'].Ergebnis.text = 'Der Broker hat bestätigt'
else
  screens['Start'].Ergebnis.text = Grund
end

-- “Trennen · Tapped” on “Start”
connections.getfromid('lokal').disconnect()
screens['Start'].Ergebnis.text = 'Getrennt'

-- “Verbinden · Tapped” on “Start”
if connections.getfromid('lokal').connected then
  screens['Start'].Ergebnis.text = 'Schon verbunden'
else
  connections.getfromid('lokal').connect()
  screens['Start'].Ergebnis.text = 'Wird verbunden'
end

-- “Fragen · Tapped” on “Start”
local Antwort
local erhalten
screens['Start'].Antwort.text = 'Wartet auf die Antwort …'
Antwort = connections.getfromid('lokal').request('maschine/frage', 'Drehzahl?', { timeout = 30, responsetopic = 'maschine/frage/antwort' })
erhalten = Antwort ~= nil
if erhalten then
  screens['Start'].Antwort.text = Antwort
else
  screens['Start'].Antwort.text = 'Niemand hat geantwortet'
end

-- “Antworten · Tapped” on “Start”
connections.getfromid('lokal').publish('maschine/frage/antwort', 1450, { format = 'number' })

-- “Leeren · Tapped” on “Start”
connections.getfromid('lokal').clearretained('halle1/auftrag')
