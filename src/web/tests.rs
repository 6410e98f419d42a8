//! Against a server that says what it is told to.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

use super::*;

/// A server that gives these answers, one a connection, and hands on what it was asked.
fn server(answers: Vec<String>) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap().to_string();
    let (tell, asked) = channel();
    std::thread::spawn(move || {
        for answer in answers {
            let Ok((mut stream, _)) = listener.accept() else { return };
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let (mut head, mut length) = (String::new(), 0);
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                if let Some(bytes) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                    length = bytes.trim().parse().unwrap();
                }
                head.push_str(&line);
                if line.trim().is_empty() {
                    break;
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            head.push_str(&String::from_utf8(body).unwrap());
            tell.send(head).unwrap();
            // Who was told enough does not wait for the rest.
            drop(stream.write_all(answer.as_bytes()));
        }
    });
    (at, asked)
}

fn plain(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

fn redirect(status: &str, to: &str) -> String {
    format!("HTTP/1.1 {status}\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

fn request(method: WebMethod, url: &str) -> WebRequest {
    let hosts = vec!["127.0.0.1".to_owned()];
    WebRequest { number: 7, method, url: url.to_owned(), headers: Vec::new(), body: String::new(), secs: 5.0, hosts }
}

fn answer(request: WebRequest) -> Result<WebAnswer, WebError> {
    let (tell, told) = channel();
    let client = WebClient::new(move || tell.send(()).unwrap_or_default());
    client.ask(request);
    told.recv_timeout(Duration::from_secs(20)).unwrap();
    let mut answers = client.take();
    assert_eq!(answers.len(), 1);
    let (number, answer) = answers.remove(0);
    assert_eq!(number, 7);
    answer
}

#[test]
fn what_is_asked_is_answered() {
    let (at, asked) = server(vec![plain("200 OK", "21,5 °C")]);
    let url = format!("http://{at}/wert?ort=Köln Süd");
    let got = answer(request(WebMethod::Get, &url)).unwrap();
    assert_eq!(got, WebAnswer { status: 200, content: "21,5 °C".to_owned() });
    let asked = asked.recv().unwrap();
    assert!(asked.starts_with("GET /wert?ort=K%C3%B6ln%20S%C3%BCd HTTP/1.1\r\n"), "{asked}");
    assert!(asked.to_lowercase().contains("user-agent: steckbrett/"), "{asked}");
}

#[test]
fn what_is_sent_along_arrives_with_its_headers() {
    let (at, asked) = server(vec![plain("201 Created", ""), plain("500 Oh", "kaputt")]);
    let mut post = request(WebMethod::Post, &format!("http://{at}/"));
    post.body = r#"{"an": true}"#.to_owned();
    post.headers = vec![("X-Linie".to_owned(), "A3".to_owned())];
    assert_eq!(answer(post.clone()).unwrap().status, 201);
    let told = asked.recv().unwrap();
    for part in ["POST / HTTP", "x-linie: A3", "content-type: application/json", r#"{"an": true}"#] {
        assert!(told.to_lowercase().contains(&part.to_lowercase()), "{part}: {told}");
    }
    // What the server says is an answer, also where it says no.
    assert_eq!(answer(post), Ok(WebAnswer { status: 500, content: "kaputt".to_owned() }));
}

#[test]
fn only_allowed_hosts_are_asked_also_where_an_answer_leads() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let elsewhere = format!("localhost:{}", other.local_addr().unwrap().port());
    let not_allowed = || Err(WebError::NotAllowed { host: elsewhere.clone() });
    assert_eq!(answer(request(WebMethod::Get, &format!("http://{elsewhere}/"))), not_allowed());
    let (at, _asked) = server(vec![redirect("302 Found", &format!("http://{elsewhere}/geheim"))]);
    assert_eq!(answer(request(WebMethod::Get, &format!("http://{at}/"))), not_allowed());
    // Neither was ever connected to.
    other.set_nonblocking(true).unwrap();
    assert_eq!(other.accept().unwrap_err().kind(), io::ErrorKind::WouldBlock);
}

#[test]
fn redirections_are_followed_as_the_protocol_says() {
    let (at, asked) = server(vec![redirect("303 See Other", "../da"), plain("200 OK", "da")]);
    let mut post = request(WebMethod::Post, &format!("http://{at}/a/b"));
    post.body = "x".to_owned();
    assert_eq!(answer(post).unwrap().content, "da");
    assert!(asked.recv().unwrap().starts_with("POST /a/b "));
    assert!(asked.recv().unwrap().starts_with("GET /a/../da "));

    let (at, asked) = server(vec![redirect("307 Temporary Redirect", "/neu"), plain("200 OK", "ok")]);
    let mut post = request(WebMethod::Put, &format!("http://{at}/alt"));
    post.body = "wert".to_owned();
    assert_eq!(answer(post).unwrap().content, "ok");
    asked.recv().unwrap();
    let again = asked.recv().unwrap();
    assert!(again.starts_with("PUT /neu ") && again.ends_with("wert"), "{again}");

    let (at, _asked) = server(vec![redirect("302 Found", "/"); 9]);
    assert_eq!(answer(request(WebMethod::Get, &format!("http://{at}/"))), Err(WebError::Redirects));
}

#[test]
fn references_lead_where_the_standard_says() {
    let from = WebAddress::parse("http://a:8080/x/y?z=1").unwrap();
    for (to, whole) in [
        ("http://b/", "http://b/"),
        ("//b/c", "http://b/c"),
        ("/login?next=https://c/", "http://a:8080/login?next=https://c/"),
        ("?page=2", "http://a:8080/x/y?page=2"),
        ("w", "http://a:8080/x/w"),
    ] {
        assert_eq!(joined(&from, to).unwrap().uri().to_string(), whole, "{to}");
    }
    assert!(joined(&from, "javascript:alert(1)").is_none());
}

#[test]
fn a_password_goes_to_its_host_only() {
    let (there, asked_there) = server(vec![plain("200 OK", "")]);
    let (at, asked) = server(vec![redirect("302 Found", &format!("http://{there}/"))]);
    let mut get = request(WebMethod::Get, &format!("http://{at}/"));
    let line = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    get.headers =
        vec![line("Authorization", "Bearer geheim"), line("X-Api-Key", "geheim"), line("Accept", "text/plain")];
    answer(get).unwrap();
    assert_eq!(asked.recv().unwrap().matches("geheim").count(), 2);
    let there = asked_there.recv().unwrap();
    assert!(!there.contains("geheim") && there.contains("text/plain"), "{there}");
}

#[test]
fn what_does_not_answer_is_told_by_what_it_is() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_eq!(answer(request(WebMethod::Get, &format!("http://{free}/"))), Err(WebError::Unreachable));
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut slow = request(WebMethod::Get, &format!("http://{}/", silent.local_addr().unwrap()));
    slow.secs = 0.2;
    assert_eq!(answer(slow), Err(WebError::TooLate));
    assert_eq!(answer(request(WebMethod::Get, "127.0.0.1/x")), Err(WebError::Address));
    let mut flawed = request(WebMethod::Get, "http://127.0.0.1/");
    for name in ["X Y", "Host", "Content-Length", "Proxy-Authorization"] {
        flawed.headers = vec![(name.to_owned(), "1".to_owned())];
        assert_eq!(answer(flawed.clone()), Err(WebError::Header { name: name.to_owned() }));
    }
    let mut unknown = request(WebMethod::Get, "http://gibt-es-nicht.invalid/");
    unknown.hosts = vec!["gibt-es-nicht.invalid".to_owned()];
    assert_eq!(answer(unknown), Err(WebError::UnknownHost));
    let (at, _asked) = server(vec![plain("200 OK", &"x".repeat(MOST_ANSWER + 1))]);
    assert_eq!(answer(request(WebMethod::Get, &format!("http://{at}/"))), Err(WebError::TooLarge));
    let (at, _asked) = server(vec!["HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n".to_owned()]);
    assert!(answer(request(WebMethod::Get, &format!("http://{at}/"))).is_err());
}

#[test]
fn too_many_at_once_are_refused_and_all_others_answered() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let (tell, told) = channel();
    let client = WebClient::new(move || tell.send(()).unwrap_or_default());
    for number in 0..AT_ONCE + MOST_WAITING + 20 {
        let url = format!("http://{}/", silent.local_addr().unwrap());
        client.ask(WebRequest { number: number as u64, secs: 0.2, ..request(WebMethod::Get, &url) });
    }
    let mut answers = Vec::new();
    while answers.len() < AT_ONCE + MOST_WAITING + 20 {
        told.recv_timeout(Duration::from_secs(20)).unwrap();
        answers.extend(client.take());
    }
    let busy = answers.iter().filter(|(_, answer)| *answer == Err(WebError::Busy)).count();
    // Those under way may not have begun yet when the others come.
    assert!((1..=20 + AT_ONCE).contains(&busy), "{busy}");
    assert!(answers.iter().all(|(_, answer)| matches!(answer, Err(WebError::Busy | WebError::TooLate))));
}
