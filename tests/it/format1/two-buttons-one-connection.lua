-- “Start · Tapped” on “Belt”
connections.getfromid('lokal').publish('hall1/belt/command', 'start')
screens['Belt'].State.text = 'Belt is running'

-- “Stop · Tapped” on “Belt”
connections.getfromid('lokal').publish('hall1/belt/command', 'stop')
screens['Belt'].State.text = 'Belt stands still'
