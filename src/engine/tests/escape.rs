//! Scripts that try to get out, to stay, or to break things for others (facts of the measured 89, the nasty ones).

use super::*;

/// Ends in time, by a fault or not, and the state still works afterwards.
#[track_caller]
fn check_contained(text: &str) {
    let limits = Limits { slice_secs: 0.1, memory_bytes: 64 << 20 };
    let mut run = start_with(
        vec![lua(10, text), lua(11, "peakboard.log(('x'):upper() .. #{ 1, 2 })")],
        Outbox::default(),
        limits,
    );
    let began = Instant::now();
    run.tap(10);
    run.until_end(10);
    let took = began.elapsed();
    run.tap(11);
    run.until_end(11);
    assert_eq!(run.logs().last().map(String::as_str), Some("X2"), "{text}");
    assert!(took < Duration::from_secs(6), "{text} took {took:?}");
}

#[test]
fn loops_are_contained() {
    for text in [
        "while true do end",
        "local function f() return f() end f()",
        "for i = 1, math.huge do end",
        "repeat until false",
        "local function g() while true do pcall(g) end end g()",
        "xpcall(error, function() while true do end end)",
        "table.sort({ 1, 2, 3 }, function() while true do end end)",
        "table.sort({ 1, 2, 3 }, function() while true do pcall(function() while true do end end) end end)",
        "('a'):gsub('a', function() while true do end end)",
        "local t = setmetatable({}, { __index = function() while true do end end }) local x = t.x",
        "local t = setmetatable({}, { __tostring = function() while true do end end }) tostring(t)",
        "error(setmetatable({}, { __tostring = function() while true do end end }))",
        "for _ in function() return 1 end do end",
    ] {
        check_contained(text);
    }
}

#[test]
fn heavy_native_functions_are_contained() {
    for text in [
        "string.rep('', 1e15)",
        "string.rep('x', 2 ^ 34)",
        "local s = 'x' while true do s = s .. s end",
        "while true do pcall(function() local s = 'x' while true do s = s .. s end end) end",
        "('a'):rep(20000):find('.-.-.-.-b')",
        "('a'):rep(20000):gsub('.-.-.-.-b', '')",
        "for _ in ('a'):rep(20000):gmatch('.-.-.-.-b') do end",
        "table.move({}, 1, 1e15, 2)",
        "table.move({}, 1, 2 ^ 31 - 3, 2)",
        "local a = ('a'):rep(1000000) a:find(('a'):rep(500000) .. 'b', 1, true)",
        "local a = ('a'):rep(1000000) a:find(('a'):rep(500000) .. 'b')",
        "local a = ('a'):rep(1000000) a:split(('a'):rep(500000) .. 'b')",
        "table.create(2 ^ 40)",
        "buffer.create(2 ^ 30)",
        "local t = {} for i = 1, 1e9 do t[i] = {} end",
        "table.concat(table.create(100, ('x'):rep(8000000)))",
        "text.replace(('a'):rep(1000000), 'a', ('b'):rep(1000000))",
        "text.join(('a'):rep(8000000), ('a'):rep(8000000))",
        "local function f() return f() + 1 end f()",
        "local function f() return ('a'):gsub('a', f) end f()",
    ] {
        check_contained(text);
    }
}

#[test]
fn nothing_dangerous_is_left() {
    for name in [
        "getfenv",
        "setfenv",
        "newproxy",
        "loadstring",
        "load",
        "loadfile",
        "dofile",
        "collectgarbage",
        "require",
        "coroutine",
        "io",
        "package",
        "os.execute",
        "os.getenv",
        "os.remove",
        "string.dump",
        "debug.sethook",
        "debug.getregistry",
        "gcinfo",
    ] {
        assert_eq!(value(&format!("{name} == nil")), "true", "{name}");
    }
}

#[test]
fn nothing_can_be_poisoned_for_others() {
    for text in [
        "string.upper = nil",
        "getmetatable('').__index = nil",
        "_G.peakboard = nil",
        "rawset(_G, 'peakboard', nil)",
        "text.join = nil",
        "rawset(text, 'join', nil)",
        "setmetatable(_G, { __index = function() while true do end end })",
        "getmetatable(data).__index = nil",
        "setmetatable(data, {})",
        "setmetatable(screens, nil)",
        "connections.getfromid('lokal').publish = nil",
        "rawset(screens[0].Knopf, 'control', 11)",
        "table.insert(connections, 1)",
        "math.pi = 3",
    ] {
        let run = run(text);
        assert_eq!(run.faults().len(), 1, "{text} must be refused");
        check_contained(text);
    }
    // Overwriting a name only hides it for the activation that did it.
    let mut run = start(vec![lua(10, "peakboard = nil"), lua(11, "peakboard.log(text.join('a'))")]);
    run.tap(10).tap(11);
    assert_eq!(run.until_end(11).logs(), ["a"]);
}

#[test]
fn what_copies_or_joins_is_bounded() {
    let long = "local s = string.rep('x', 8 * 1024 * 1024) local t = {} for i = 1, 7000 do t[i] = s end ";
    for text in [
        "print(table.unpack(t))",
        "data.Liste = t",
        "data.Satz = { a = t }",
        "screens['Start'].Knopf.text = t",
        "peakboard.log(text.json('#[t]#', { t = t }))",
        "peakboard.log(table.concat(t))",
        "peakboard.log(text.join(table.unpack(t)))",
        "peakboard.log(text.format(string.rep('#[s]#', 7000), { s = s }))",
        "connections.getfromid('lokal').publish('a', 'b', { properties = t })",
        "connections.getfromid('lokal').publish('a', 'b', { properties = { a = s, b = s } })",
        "local u = s .. s .. s .. s .. s peakboard.log(u)",
        "local u = s .. s .. s .. s .. s print(string.upper(u))",
    ] {
        let kind = fault(&format!("{long}{text}"));
        assert_eq!(kind, FaultKind::Memory, "{text}");
    }
    for text in [
        "json.parse('[' .. string.rep('1,', 200000) .. '1]')",
        "json.get('[' .. string.rep('[],', 200000) .. '1]', '[0]')",
        "json.set('[' .. string.rep('1,', 200000) .. '1]', '[0]', 1)",
    ] {
        assert_eq!(fault(text), FaultKind::Memory, "{text}");
    }
    // What stands in texts is no value of its own.
    assert_eq!(value("#json.parse('[\"' .. string.rep(',[{', 200000) .. '\"]')[1]"), "600000");
    let raised = fault("error(string.rep('x', 8 * 1024 * 1024))");
    let FaultKind::Raised { message } = raised else { panic!("{raised:?}") };
    assert!(message.len() < 5000 && message.ends_with('…'), "{}", message.len());
}

#[test]
fn native_functions_let_go_when_the_app_is_stopped() {
    let big = "local t = table.create(2000000) for i = 1, 2000000 do t[i] = (i * 7919) % 1000003 end ";
    for text in [
        "local s = ('a'):rep(20000) peakboard.log('da') s:find('.-.-.-.-b')",
        "local s, p = ('a'):rep(200000), ('a?'):rep(200) .. ('a'):rep(200) peakboard.log('da') while true do pcall(string.find, s, p) end",
        "local s = ('a'):rep(20000) peakboard.log('da') s:gsub('.-.-.-.-b', '')",
        "local s = (','):rep(8000000) peakboard.log('da') while true do pcall(s.split, s, ',') end",
        &format!("{big}peakboard.log('da') table.sort(t)"),
        &format!("{big}peakboard.log('da') while true do pcall(table.concat, t, '') end"),
        "peakboard.log('da') local function h() while true do xpcall(error, h) end end while true do xpcall(error, h) end",
        "local s = ('x'):rep(8000000) peakboard.log('da') while true do pcall(text.upper, s) end",
    ] {
        let mut run = start(vec![lua(10, text)]);
        run.tap(10);
        run.until("start", |event| matches!(event, RunEvent::Log { text, .. } if text == "da"));
        // Into the function.
        while run.handle.wait_event(Duration::from_millis(50)).is_some() {}
        let began = Instant::now();
        run.handle.stop();
        while !run.handle.has_ended() && began.elapsed() < LIMIT {
            std::thread::yield_now();
        }
        // 100 ms on a computer that has nothing else to do.
        let took = began.elapsed();
        assert!(took < Duration::from_secs(1), "{text} took {took:?}");
    }
}
