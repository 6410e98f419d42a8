-- “Gate · Tapped” on “Start”
connections.getfromid('lokal').publish('hall1/gate/climate', text.json('{"sensor": {"temperature": #[temperature]#, "humidity": #[humidity]#}}', { temperature = number.random(18, 35), humidity = number.random(35, 60) }))

-- “Store · Tapped” on “Start”
connections.getfromid('lokal').publish('hall1/store/climate', text.json('{"sensor": {"temperature": #[temperature]#, "humidity": #[humidity]#}}', { temperature = number.random(15, 24), humidity = number.random(35, 60) }))

-- “Climate · Refreshed”
screens['Start'].Message.text = text.format('#[topic]#: #[temperature]# °C', { topic = e.topic, temperature = data.Climate.value('Temperature') })
if e.istitlerefreshed('Temperature') and data.Climate.value('Temperature') > 30 then
  connections.getfromid('lokal').publish('hall1/alarm', text.join('Too warm: ', e.topic))
end
