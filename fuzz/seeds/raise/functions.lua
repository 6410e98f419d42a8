local function f(a, ...)
  local function g() return a end
  return g(), ...
end
local ok = pcall(f, 1)
trycatch(function() error('no') end, function(e) runtime.log(e) end)
screens['Start'].B.text = math.max(1, 2, f(3))
goto_next = 1; do local x <const> = 5 end
