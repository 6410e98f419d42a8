-- “Tor · Tapped” on “Start”
connections.getfromid('lokal').publish('halle1/tor/klima', text.json('{"sensor": {"temperatur": #[temperatur]#, "feuchte": #[feuchte]#}}', { temperatur = number.random(18, 35), feuchte = number.random(35, 60) }))

-- “Lager · Tapped” on “Start”
connections.getfromid('lokal').publish('halle1/lager/klima', text.json('{"sensor": {"temperatur": #[temperatur]#, "feuchte": #[feuchte]#}}', { temperatur = number.random(15, 24), feuchte = number.random(35, 60) }))

-- “Klima · Refreshed”
screens['Start'].Meldung.text = text.format('#[topic]#: #[temperatur]# °C', { topic = e.topic, temperatur = data.Klima.value('Temperatur') })
if e.istitlerefreshed('Temperatur') and data.Klima.value('Temperatur') > 30 then
  connections.getfromid('lokal').publish('halle1/alarm', text.join('Zu warm: ', e.topic))
end
