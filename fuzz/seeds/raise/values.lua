data.linie = 'A' .. tostring(#data.Klima) .. [[
two lines]]
local t = {a = 1, ['b c'] = {1, 2, 3}, 'x'}
local v = t.a == nil and 7 or (t['b c'][2] ^ 2) % 3 // 1
if data.linie ~= "B" then return end
connections.getfromid('lokal').publish('a/' .. data.linie, `{v}`)
