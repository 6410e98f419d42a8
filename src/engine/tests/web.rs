//! Requests over HTTP: a handler waits for the answer, and everything else goes on.

use super::*;
use crate::model::web::{WebAnswer, WebError, WebMethod, WebRequest};

/// The next request that goes out.
#[track_caller]
fn asked(run: &mut Run) -> Arc<WebRequest> {
    match run.until("request", |event| matches!(event, RunEvent::WebRequest(_))) {
        RunEvent::WebRequest(request) => request,
        other => panic!("{other:?}"),
    }
}

fn good(status: u16, content: &str) -> WebAnswer {
    WebAnswer { status, content: content.to_owned() }
}

/// What a handler logs of `call` once this was answered, what it asked, and what went wrong.
#[track_caller]
fn answered(call: &str, answer: Result<WebAnswer, WebError>) -> (Vec<String>, Arc<WebRequest>, Vec<FaultKind>) {
    let mut run = start(vec![lua(10, &format!("peakboard.log({call})"))]);
    run.tap(10);
    let request = asked(&mut run);
    run.tell(EngineMsg::Fetched { number: request.number, answer });
    run.until_end(10);
    (run.logs(), request, run.faults().into_iter().map(|fault| fault.kind).collect())
}

#[test]
fn what_is_asked_goes_out_and_the_answer_comes_back() {
    let call = "http.fetch('post', 'http://a/b', { headers = { Accept = 'x', ['X-Linie'] = 3 }, body = { an = true }, timeout = 2 })";
    let (logs, request, faults) = answered(call, Ok(good(200, "21,5")));
    assert_eq!((logs, faults), (vec!["21,5".to_owned()], vec![]));
    assert_eq!((request.method, request.url.as_str(), request.secs), (WebMethod::Post, "http://a/b", 2.0));
    let line = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(request.headers, [line("Accept", "x"), line("X-Linie", "3")]);
    assert_eq!(request.body, r#"{"an":true}"#);
    let text = "http.fetch('GET', 'http://a', { headers = 'Accept=x; X-Linie=A3' })";
    assert_eq!(answered(text, Ok(good(200, ""))).1.headers, [line("Accept", "x"), line("X-Linie", "A3")]);
}

#[test]
fn what_is_not_good_is_an_error_unless_it_is_asked_for() {
    let fetch = "http.fetch('GET', 'http://a')";
    let web = |why| FaultKind::Web { url: "http://a".to_owned(), why, secs: 10.0 };
    let (logs, _, faults) = answered(fetch, Ok(good(404, "weg")));
    assert_eq!((logs, faults), (vec![], vec![web(WebError::Status { status: 404 })]));
    let (_, _, faults) = answered(fetch, Err(WebError::Unreachable));
    assert_eq!(faults, [web(WebError::Unreachable)]);
    let tried =
        "(function() local content, status = http.tryfetch('GET', 'http://a') return status .. ' ' .. content end)()";
    assert_eq!(answered(tried, Ok(good(404, "weg"))).0, ["404 weg"]);
    let (logs, _, faults) = answered(tried, Err(WebError::UnknownHost));
    assert!(logs[0].starts_with("0 Die Anfrage an"), "{logs:?}");
    assert_eq!(faults, []);
    let caught = "(function() local ok, e = trycatch(function() http.fetch('GET', 'http://a') end) return e.type .. ' ' .. e.code end)()";
    assert_eq!(answered(caught, Err(WebError::TooLate)).0, ["http timeout"]);
}

#[test]
fn the_calls_of_the_reference_product_give_an_object() {
    let call = "(function() local r = Http.Post('http://a', { { name = 'Authorization', value = 'x' } }, 'wert', nil) return r.status .. ' ' .. r.content end)()";
    let (logs, request, _) = answered(call, Ok(good(500, "Fehler")));
    assert_eq!(logs, ["500 Fehler"]);
    assert_eq!(request.headers, [("Authorization".to_owned(), "x".to_owned())]);
    assert_eq!((request.method, request.body.as_str()), (WebMethod::Post, "wert"));
    let (_, _, faults) = answered("http.get('http://a').content", Err(WebError::Busy));
    assert_eq!(faults, [FaultKind::Web { url: "http://a".to_owned(), why: WebError::Busy, secs: 10.0 }]);
}

#[test]
fn others_go_on_meanwhile_and_a_request_ends_with_its_time() {
    let ask = "http.fetch('GET', 'http://a', { timeout = 0.05 }); peakboard.log('nie')";
    let mut run = start(vec![lua(10, ask), lua(11, "peakboard.log('da')")]);
    run.tap(10);
    let request = asked(&mut run);
    run.tap(11);
    run.until_end(11);
    assert_eq!(run.logs(), ["da"]);
    run.until_end(10);
    let late = FaultKind::Web { url: "http://a".to_owned(), why: WebError::TooLate, secs: 0.05 };
    assert_eq!(run.faults().iter().map(|fault| &fault.kind).collect::<Vec<_>>(), [&late]);
    // What comes after that means nothing any more.
    run.tell(EngineMsg::Fetched { number: request.number, answer: Ok(good(200, "")) });
    run.tap(11);
    run.until_end(11);
    assert_eq!(run.logs(), ["da", "da"]);
}

#[test]
fn what_cannot_be_asked_is_told_before_anything_goes_out() {
    for call in [
        "http.fetch('HOL', 'http://a')",
        "http.fetch('GET', 'http://a', { header = {} })",
        "http.fetch('GET', 'http://a', { timeout = 0 })",
        "http.fetch('GET', 'http://a', { headers = 3 })",
        "http.fetch('GET')",
    ] {
        let mut run = start(vec![lua(10, call)]);
        run.tap(10);
        run.until_end(10);
        assert_eq!(run.faults().len(), 1, "{call}");
        assert!(!run.seen.iter().any(|event| matches!(event, RunEvent::WebRequest(_))), "{call}");
    }
}
