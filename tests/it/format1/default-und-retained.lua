-- “Default · Tapped” on “Start”
connections.getfromid('lokal').publish('halle1/meldung', 'Schichtwechsel')

-- “Retained · Tapped” on “Start”
connections.getfromid('lokal').publishretain('halle1/status', 'läuft')

-- “Leeren · Tapped” on “Start”
-- Retained mit leerer Nachricht löscht den gespeicherten Wert.
connections.getfromid('lokal').publishretain('halle1/status', '')
