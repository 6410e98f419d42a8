-- “Default · Tapped” on “Start”
connections.getfromid('lokal').publish('hall1/message', 'Shift change')

-- “Retained · Tapped” on “Start”
connections.getfromid('lokal').publishretain('hall1/status', 'running')

-- “Clear · Tapped” on “Start”
-- Retained with an empty message clears the stored value.
connections.getfromid('lokal').publishretain('hall1/status', '')
