-- “Line · ValueChanged” on “Start”
data.Line = screens['Start'].Line.selected
data.Topic = text.join('hall1/', data.Line, '/counter')

-- “Pieces · ValueChanged” on “Start”
data.Pieces = screens['Start'].Pieces.value

-- “Quality · Toggled” on “Start”
data.Ok = screens['Start'].Quality.on

-- “Send · Tapped” on “Start”
connections.getfromid('lokal').publish(data.Topic, text.json('{"line": #[line]#, "pieces": #[pieces]#, "ok": #[ok]#}', { line = data.Line, pieces = data.Pieces, ok = data.Ok }))
