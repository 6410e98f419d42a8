-- “Send · Tapped” on “Start”
local confirmed
local reason
confirmed, reason = connections.getfromid('lokal').publishwait('hall1/order', 'Order 17')
if confirmed then
  screens['Start'].Result.text = 'The broker has confirmed'
else
  screens['Start'].Result.text = reason
end

-- “Disconnect · Tapped” on “Start”
connections.getfromid('lokal').disconnect()
screens['Start'].Result.text = 'Disconnected'

-- “Connect · Tapped” on “Start”
if connections.getfromid('lokal').connected then
  screens['Start'].Result.text = 'Connected already'
else
  connections.getfromid('lokal').connect()
  screens['Start'].Result.text = 'Connecting'
end

-- “Ask · Tapped” on “Start”
local Answer
local received
screens['Start'].Answer.text = 'Waiting for the answer…'
Answer = connections.getfromid('lokal').request('machine/question', 'Speed?', { timeout = 30, responsetopic = 'machine/question/answer' })
received = Answer ~= nil
if received then
  screens['Start'].Answer.text = Answer
else
  screens['Start'].Answer.text = 'Nobody has answered'
end

-- “Answers · Tapped” on “Start”
connections.getfromid('lokal').publish('machine/question/answer', 1450, { format = 'number' })

-- “Clear · Tapped” on “Start”
connections.getfromid('lokal').clearretained('hall1/order')
