-- “Starten · Tapped” on “Band”
connections.getfromid('lokal').publish('halle1/band/befehl', 'start')
screens['Band'].Zustand.text = 'Band läuft'

-- “Stoppen · Tapped” on “Band”
connections.getfromid('lokal').publish('halle1/band/befehl', 'stopp')
screens['Band'].Zustand.text = 'Band steht'
