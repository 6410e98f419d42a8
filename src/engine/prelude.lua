-- The part of the host that has to be Lua: what waits, what catches errors, and what is taken away.
-- Runs once, before the state is closed; `host` has the Rust functions that only this file may call.
local host = ...
local yield = coroutine.yield
local rawpcall, rawxpcall, rawerror = pcall, xpcall, error
local move = table.move

-- Catching. Errors of host functions are objects; scripts get their message.

local function outcome(ok, ...)
  if ok then
    return true, ...
  end
  return false, host.message(...)
end

function pcall(body, ...)
  return outcome(rawpcall(body, ...))
end

function xpcall(body, handler, ...)
  return rawxpcall(body, function(err)
    return handler(host.message(err))
  end, ...)
end

local function caught(ok, ...)
  if ok then
    return true, ...
  end
  return false, host.exception(...)
end

function trycatch(body)
  return caught(rawpcall(body))
end

local function handled(handler, ok, ...)
  if ok then
    return ...
  end
  return handler(host.exception(...))
end

function trycatchfn(body, handler)
  return handled(handler, rawpcall(body))
end

-- Going through. Rows and tables of the app are objects, whose own order counts.

local rawpairs, rawipairs, rawtype = pairs, ipairs, type

-- What is no table is a fault of the line that goes through it, not of this file.
local function wanted(object, name)
  if rawtype(object) ~= "table" then
    rawerror(`invalid argument #1 to '{name}' (table expected, got {rawtype(object)})`, 3)
  end
end

local function columns(row, titles)
  local at = 0
  return function()
    at += 1
    local title = titles[at]
    if title ~= nil then
      return title, row[title]
    end
  end
end

-- Rows are counted from 0, as in `data.Name[0]`.
local function rows(lines)
  local at = -1
  return function()
    at += 1
    if lines[at + 1] ~= nil then
      return at, lines[at + 1]
    end
  end
end

function pairs(object)
  if getmetatable(object) == false then
    local titles = host.titles(object)
    if titles then
      return columns(object, titles)
    end
    local lines = host.lines(object)
    if lines then
      return rows(lines)
    end
  end
  wanted(object, "pairs")
  return rawpairs(object)
end

function ipairs(object)
  if getmetatable(object) == false then
    local lines = host.lines(object)
    if lines then
      return rows(lines)
    end
  end
  wanted(object, "ipairs")
  return rawipairs(object)
end

-- Raising. The host notes the line, which the error value itself may not have.

function error(value, level)
  host.note(value)
  level = level or 1
  rawerror(value, if level > 0 then level + 1 else 0)
end

function assert(...)
  if (...) then
    return ...
  end
  local _, message = ...
  if message == nil then
    host.unmet()
  end
  host.note(message)
  rawerror(message, 0)
end

-- Waiting.

function wait(seconds)
  yield("wait", host.seconds(seconds))
end

-- Connections. Calls with a dot and with a colon both work.

local function without(object, first, ...)
  if rawequal(first, object) then
    return ...
  end
  return first, ...
end

local function publish(id, retain, topic, message, options)
  local number = host.publish(id, retain, topic, message, options)
  if number then
    local err = yield("publish", number)
    if err then
      rawerror(err, 0)
    end
  end
end

local known = {}
local namespace = connections

function connections.getfromid(...)
  local id = host.connection((without(namespace, ...)))
  local object = known[id]
  if not object then
    object = { id = id }
    function object.publish(...)
      publish(id, false, without(object, ...))
    end
    function object.publishretain(...)
      publish(id, true, without(object, ...))
    end
    function object.publishwait(...)
      return yield("receipt", host.publishwait(id, without(object, ...)))
    end
    function object.clearretained(...)
      publish(id, true, (without(object, ...)), "")
    end
    function object.request(...)
      return yield("answer", host.request(id, without(object, ...)))
    end
    function object.connect()
      host.connect(id, true)
    end
    function object.disconnect()
      host.connect(id, false)
    end
    function object.isconnected()
      return host.isconnected(id)
    end
    host.seal(object, host.connection_metatable)
    known[id] = object
  end
  return object
end

-- Asking the person in front of the app. `host` checks what is asked; the scheduler shows it.

local app = runtime

function runtime.showmessage(...)
  yield("dialog", host.showmessage(without(app, ...)))
end

function runtime.confirm(...)
  return yield("dialog", host.confirm(without(app, ...))) or false
end

function runtime.choose(...)
  return yield("dialog", host.choose(without(app, ...)))
end

function runtime.asktext(...)
  return yield("dialog", host.asktext(without(app, ...)))
end

function runtime.asknumber(...)
  return yield("dialog", host.asknumber(without(app, ...)))
end

function runtime.showdialog(...)
  local second, onfirst, onsecond = select(4, without(app, ...))
  local agreed = yield("dialog", host.showdialog(without(app, ...)))
  local answer = if agreed or second == nil or second == "" then 1 else 2
  local chosen = if answer == 1 then onfirst else onsecond
  if chosen ~= nil then
    chosen()
  end
  return answer
end

-- Asking over HTTP. `host` checks what is asked; the scheduler hands it out.

local web, sure = http, assert

function http.fetch(...)
  return sure(yield("web", host.fetch(true, without(web, ...))))
end

function http.tryfetch(...)
  local content, status = yield("web", host.fetch(false, without(web, ...)))
  if content == nil then
    return status, 0
  end
  return content, status
end

for _, method in { "get", "post", "put", "patch", "delete" } do
  http[method] = function(...)
    local url, headers, body = without(web, ...)
    local content, status = sure(yield("web", host.fetch(false, method, url, { headers = headers, body = body })))
    return { content = content, status = status }
  end
end

-- Caps: native functions whose work is not bounded by the size of the values they get.

function table.move(list, from, to, at, target)
  if type(from) == "number" and type(to) == "number" and to - from > 1000000 then
    host.toolarge()
  end
  return move(list, from, to, at, target)
end

-- The body of every activation: the error value reaches the host as an object.

local function run(body)
  local ok, value = rawpcall(body)
  if ok then
    host.ended(value)
  else
    host.failed(value)
  end
end

-- A function of the project with what looks at its inputs and its result.

local function callable(body, id)
  return function(...)
    return host.given(id, body(host.taken(id, ...)))
  end
end

getfenv, setfenv, newproxy, loadstring, collectgarbage, require, coroutine = nil, nil, nil, nil, nil, nil, nil
gcinfo, loadfile, dofile, load = nil, nil, nil, nil

return run, callable
