-- “Linie · ValueChanged” on “Start”
data.Linie = screens['Start'].Linie.selected
data.Thema = text.join('halle1/', data.Linie, '/zaehler')

-- “Stueck · ValueChanged” on “Start”
data.Stueck = screens['Start'].Stueck.value

-- “Qualitaet · Toggled” on “Start”
data.Ok = screens['Start'].Qualitaet.on

-- “Senden · Tapped” on “Start”
connections.getfromid('lokal').publish(data.Thema, text.json('{"linie": #[linie]#, "stueck": #[stueck]#, "ok": #[ok]#}', { linie = data.Linie, stueck = data.Stueck, ok = data.Ok }))
