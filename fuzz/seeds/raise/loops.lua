-- counts
local n = 0
for i = 1, 10, 2 do
  n = n + i -- each
  if n > 4 and not (i == 3) then break elseif n == 2 then n = -n else continue end
end
while n < 100 do n = n * 2 end
repeat n = n - 1 until n <= 50
for _, row in ipairs(data.Klima) do log(row.topic) end
