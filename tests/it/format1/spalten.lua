-- “Knopf · Tapped” on “Start”
screens['Start'].Feld.text = 'a'
screens[0].Feld.text = 'b'
screens['Start'].feld.text = 'c'
local s = screens['Start']
s.Feld.text = 'e'
peakboard.log(data.Klima.value('Temp'))
peakboard.log(data.Klima.first.Temp)
runtime.ShowScreen('Start')
-- “Klima · Refreshed”
if e.istitlerefreshed('Temp') then
  peakboard.log('da')
end
screens['Start'].Feld.text = data.Klima.value('Temp')
