//! Fetching, against a server that misbehaves in every way that servers do.

mod program;
mod server;

use server::{Ask, Server, head, respond};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use tiaokuan::corpus::fetch::{Config, Download, Event, Fault, Got, Known, Target, fetch};

const HOST: &str = "www.shili.gov.cn";

fn config(server: &Server) -> Config {
    let ms = Duration::from_millis;
    Config {
        pause: ms(1),
        backoff: ms(1),
        attempts: 4,
        max_bytes: 1 << 20,
        total_time: Duration::from_secs(5),
        read_time: Duration::from_secs(2),
        names: vec![(HOST.into(), server.address)],
        allowed: vec![server.address],
        ..Config::default()
    }
}

fn events(paths: &[&str], config: &Config, known: &BTreeMap<String, Known>) -> Vec<Event> {
    let dir = tempfile::tempdir().unwrap();
    events_in(dir.path(), paths, config, known)
}

fn events_in(
    dir: &std::path::Path,
    paths: &[&str],
    config: &Config,
    known: &BTreeMap<String, Known>,
) -> Vec<Event> {
    let address = |p: &&str| if p.starts_with('/') { format!("http://{HOST}{p}") } else { (*p).to_owned() };
    let targets: Vec<Target> =
        paths.iter().enumerate().map(|(i, p)| Target { no: i as u32 + 1, address: address(p) }).collect();
    let mut out = Vec::new();
    fetch(&targets, known, dir, config, &mut |event| out.push(event));
    out
}

/// What came of one address, nothing attached.
fn one(config: &Config, path: &str) -> Result<Got, Fault> {
    let mut all = events(&[path], config, &BTreeMap::new());
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0).got
}

fn whole(got: Result<Got, Fault>) -> Download {
    match got {
        Ok(Got::Whole(download)) => *download,
        other => panic!("{other:?}"),
    }
}

/// A server that answers every path but robots.txt by `answer`.
fn server(answer: impl Fn(&Ask, &mut TcpStream) -> bool + Send + Sync + 'static) -> Server {
    Server::new(move |ask, stream| ask.path != "/robots.txt" && answer(ask, stream))
}

#[test]
fn a_server_that_fails_first_is_asked_again() {
    for status in [500, 502, 503, 429] {
        let s = server(move |ask, out| match ask.nth {
            1 | 2 => respond(out, status, &[("Retry-After", "0")], b""),
            _ => respond(out, 200, &[], "第一条".as_bytes()),
        });
        assert_eq!(whole(one(&config(&s), "/a.txt")).bytes, "第一条".as_bytes());
        assert_eq!(s.asks().len(), 3, "{status}");
    }
}

#[test]
fn a_server_that_only_fails_is_left_after_the_tries() {
    let s = server(|_, out| respond(out, 500, &[], b""));
    assert_eq!(one(&config(&s), "/a").unwrap_err(), Fault::Status(500));
    assert_eq!(s.asks().len(), 4);
    // What is not there is not asked for twice.
    let s = server(|_, _| false);
    assert_eq!(one(&config(&s), "/a").unwrap_err(), Fault::Status(404));
    assert_eq!(s.asks().len(), 1);
}

#[test]
fn retry_after_is_honoured_or_the_download_left_for_later() {
    let s = server(|ask, out| match ask.nth {
        1 => respond(out, 429, &[("Retry-After", "1")], b""),
        _ => respond(out, 200, &[], b"x"),
    });
    // The wait asked for is longer than all the time there is: it is not cut short.
    let hasty = Config { total_time: Duration::from_millis(900), ..config(&s) };
    assert_eq!(one(&hasty, "/a").unwrap_err(), Fault::Status(429));
    assert_eq!(s.asks().len(), 1);
    let hour = Duration::from_secs(3600);
    let s = server(|_, out| respond(out, 503, &[("Retry-After", "3600")], b""));
    assert_eq!(one(&config(&s), "/a").unwrap_err(), Fault::Later(hour));
    let s = server(|_, out| respond(out, 503, &[("Retry-After", "Wed, 01 Jan 2087 00:00:00 GMT")], b""));
    assert!(matches!(one(&config(&s), "/a").unwrap_err(), Fault::Later(t) if t > hour));
    assert_eq!(s.asks().len(), 1);
}

#[test]
fn bodies_beyond_the_bound_are_not_taken() {
    let endless = server(|_, out| {
        head(out, 200, &[]);
        // More than the bound, less than for ever.
        for _ in 0..1000 {
            if out.write_all(&[b'x'; 1 << 14]).is_err() {
                break;
            }
        }
        true
    });
    assert_eq!(one(&config(&endless), "/a").unwrap_err(), Fault::TooLarge(1));
    let announced = server(|_, out| {
        head(out, 200, &[("Content-Length", "99999999")]);
        true
    });
    assert_eq!(one(&config(&announced), "/a").unwrap_err(), Fault::TooLarge(1));
    assert_eq!(announced.asks().len(), 1);
    let bomb = server(|_, out| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packed.write_all(&vec![0; 8 << 20]).unwrap();
        respond(out, 200, &[("Content-Encoding", "gzip")], &packed.finish().unwrap())
    });
    assert_eq!(one(&config(&bomb), "/a").unwrap_err(), Fault::TooLarge(1));
    let heads = server(|_, out| {
        let long = "x".repeat(1 << 12);
        let all: Vec<(&str, &str)> = (0..64).map(|_| ("X-Long", long.as_str())).collect();
        respond(out, 200, &all, b"x")
    });
    assert!(one(&config(&heads), "/a").is_err());
}

#[test]
fn a_body_packed_unasked_is_unpacked() {
    let s = server(|_, out| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packed.write_all("第一条 甲。".as_bytes()).unwrap();
        respond(out, 200, &[("Content-Encoding", "gzip")], &packed.finish().unwrap())
    });
    assert_eq!(whole(one(&config(&s), "/a.txt")).bytes, "第一条 甲。".as_bytes());
    assert_eq!(s.asks()[0].header("accept-encoding"), "identity");
}

#[test]
fn a_server_that_drips_or_falls_silent_is_left_in_time() {
    let drip = server(|_, out| {
        head(out, 200, &[("Content-Length", "1000")]);
        for _ in 0..200 {
            std::thread::sleep(Duration::from_millis(10));
            if out.write_all(b"x").is_err() {
                break;
            }
        }
        true
    });
    let short = Config { total_time: Duration::from_millis(200), ..config(&drip) };
    let started = Instant::now();
    assert!(matches!(one(&short, "/a").unwrap_err(), Fault::TooSlow(_)));
    assert!(started.elapsed() < Duration::from_secs(2));
    let silent = server(|ask, out| {
        if ask.path == "/head" {
            let _ = out.write_all(b"HTTP/1.1 200 OK\r\nContent-");
        } else {
            head(out, 200, &[("Content-Length", "1000")]);
        }
        // Says no more until the other side gives up.
        let _ = out.read(&mut [0; 8]);
        true
    });
    let short = Config { read_time: Duration::from_millis(40), attempts: 2, ..config(&silent) };
    for path in ["/head", "/body"] {
        let started = Instant::now();
        assert!(matches!(one(&short, path).unwrap_err(), Fault::Broken(_)), "{path}");
        assert!(started.elapsed() < Duration::from_secs(2));
    }
}

const TEXT: &[u8] = "第一条 本办法所称公共数据，是指示例市各级机关收集的数据。".as_bytes();

/// Gives half of [`TEXT`], breaks off, and goes on when asked to.
fn breaks_off(ask: &Ask, out: &mut TcpStream, tag: &str) -> bool {
    let (from, half) = (ask.from(), TEXT.len() / 2);
    if from > 0 && ask.header("if-range") == tag {
        let range = format!("bytes {from}-{}/{}", TEXT.len() - 1, TEXT.len());
        return respond(out, 206, &[("Content-Range", &range), ("ETag", tag)], &TEXT[from..]);
    }
    head(out, 200, &[("Content-Length", &TEXT.len().to_string()), ("ETag", tag)]);
    let upto = if ask.nth > 2 { TEXT.len() } else { half };
    out.write_all(&TEXT[..upto]).is_ok()
}

#[test]
fn a_broken_download_goes_on_where_it_broke_off() {
    let s = server(|ask, out| breaks_off(ask, out, "\"v1\""));
    assert_eq!(whole(one(&config(&s), "/a.txt")).bytes, TEXT);
    let asks = s.asks();
    assert_eq!(asks.len(), 2);
    assert_eq!(asks[1].header("range"), format!("bytes={}-", TEXT.len() / 2));
    // A weak tag proves nothing: from the beginning, until it is whole.
    let s = server(|ask, out| breaks_off(ask, out, "W/\"v1\""));
    assert_eq!(whole(one(&config(&s), "/a.txt")).bytes, TEXT);
    assert!(s.asks().iter().all(|a| a.header("range").is_empty()));
    assert_eq!(s.asks().len(), 3);
}

#[test]
fn a_later_run_goes_on_with_what_came() {
    let s = server(|ask, out| breaks_off(ask, out, "\"v1\""));
    let dir = tempfile::tempdir().unwrap();
    let once = Config { attempts: 1, ..config(&s) };
    let known = BTreeMap::new();
    assert!(matches!(events_in(dir.path(), &["/a"], &once, &known)[0].got, Err(Fault::Broken(_))));
    let got = events_in(dir.path(), &["/a"], &once, &known).remove(0).got;
    assert_eq!(whole(got).bytes, TEXT);
    assert_eq!(s.asks()[1].header("if-range"), "\"v1\"");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_document_that_changed_meanwhile_is_not_glued_together() {
    let new = "第一条 本办法已经修订。".as_bytes();
    let s = server(move |ask, out| match ask.nth {
        1 => breaks_off(ask, out, "\"v1\""),
        _ => respond(out, 200, &[("ETag", "\"v2\"")], new),
    });
    assert_eq!(whole(one(&config(&s), "/a")).bytes, new);
    // Another stretch than was asked for.
    let s = server(move |ask, out| match ask.nth {
        1 => breaks_off(ask, out, "\"v1\""),
        2 => respond(out, 206, &[("Content-Range", "bytes 0-3/99")], b"xxxx"),
        3 => respond(out, 416, &[], b""),
        _ => respond(out, 200, &[], new),
    });
    assert_eq!(whole(one(&config(&s), "/a")).bytes, new);
    assert!(s.asks()[2].header("range").is_empty());
}

#[test]
fn a_content_length_that_is_wrong_never_gives_half_a_document() {
    let s = server(|_, out| {
        head(out, 200, &[("Content-Length", "500")]);
        out.write_all(TEXT).is_ok()
    });
    assert!(matches!(one(&config(&s), "/a").unwrap_err(), Fault::Broken(_)));
    assert_eq!(s.asks().len(), 4);
    // Fewer than come: what was promised is taken, the rest is not ours.
    let s = server(|_, out| {
        head(out, 200, &[("Content-Length", "9")]);
        out.write_all(TEXT).is_ok()
    });
    assert_eq!(whole(one(&config(&s), "/a")).bytes, &TEXT[..9]);
}

#[test]
fn redirects_are_followed_on_the_same_site_only() {
    let s = server(|ask, out| match ask.path.as_str() {
        "/start" => respond(out, 302, &[("Location", "next/%e7%94%b2")], b""),
        "/next/%e7%94%b2" => respond(out, 301, &[("Location", "//xxgk.shili.gov.cn/end.html#x")], b""),
        "/end.html" => respond(out, 200, &[], "第一条".as_bytes()),
        "/loop" => respond(out, 302, &[("Location", "/pool")], b""),
        "/pool" => respond(out, 302, &[("Location", "/loop")], b""),
        "/else" => respond(out, 302, &[("Location", "http://www.bieshi.gov.cn/a")], b""),
        "/file" => respond(out, 302, &[("Location", "file:///etc/passwd")], b""),
        "/user" => respond(out, 302, &[("Location", "http://u:p@www.shili.gov.cn/end.html")], b""),
        "/nowhere" => respond(out, 302, &[], b"no address"),
        _ => {
            let n: usize = ask.path.trim_start_matches("/chain").parse().unwrap();
            respond(out, 302, &[("Location", &format!("/chain{}", n + 1))], b"")
        }
    });
    let mut config = config(&s);
    config.names.push(("xxgk.shili.gov.cn".into(), s.address));
    config.names.push(("www.bieshi.gov.cn".into(), s.address));
    let got = whole(one(&config, "/start"));
    assert_eq!(got.last_address, "http://xxgk.shili.gov.cn/end.html");
    assert_eq!((got.name.as_str(), got.heads.matches("GET ").count()), ("end.html", 3));
    assert_eq!(one(&config, "/loop").unwrap_err(), Fault::Redirects(5));
    assert_eq!(one(&config, "/chain0").unwrap_err(), Fault::Redirects(5));
    assert_eq!(one(&config, "/else").unwrap_err(), Fault::OffSite("http://www.bieshi.gov.cn/a".into()));
    assert!(matches!(one(&config, "/file").unwrap_err(), Fault::Address(_)));
    assert!(matches!(one(&config, "/user").unwrap_err(), Fault::Address(_)));
    assert_eq!(one(&config, "/nowhere").unwrap_err(), Fault::Status(302));
    assert!(!s.paths().contains(&"/a".into()) && s.paths().contains(&"/chain5".into()));
    assert!(!s.paths().contains(&"/chain6".into()));
}

/// No request leaves: the address is refused before anything is connected to.
#[test]
fn addresses_of_this_machine_and_its_networks_are_refused_at_every_hop() {
    let s = server(|ask, out| {
        let host = ask.path.trim_start_matches('/').to_owned();
        respond(out, 302, &[("Location", &format!("http://{host}/"))], b"")
    });
    let private = [
        "127.0.0.1:9",
        "10.0.0.1:80",
        "[::1]:9",
        "169.254.169.254:80",
        "[::ffff:127.0.0.1]:9",
        "[fd00::1]:80",
    ];
    let mut config = config(&s);
    for (i, address) in private.iter().enumerate() {
        // A name of the same site that the name service leads astray.
        config.names.push((format!("n{i}.shili.gov.cn"), address.parse().unwrap()));
    }
    for (i, address) in private.iter().enumerate() {
        let ip = address.parse::<std::net::SocketAddr>().unwrap().ip();
        assert_eq!(one(&config, &format!("/n{i}.shili.gov.cn")).unwrap_err(), Fault::Private(ip));
        assert_eq!(one(&config, &format!("http://n{i}.shili.gov.cn/")).unwrap_err(), Fault::Private(ip));
        // Written out, it is another site besides.
        let written = format!("http://{}/", address.replace(":80", ":8").replace("]:9", "]:8"));
        assert!(
            matches!(one(&config, &format!("/{}", &written[7..])).unwrap_err(), Fault::OffSite(_)),
            "{written}"
        );
        assert_eq!(one(&config, &written).unwrap_err(), Fault::Private(ip), "{written}");
    }
    let odd = ["http://2130706433:9/", "http://0x7f.1:9/", "http://017700000001:9/", "http://localhost:9/"];
    for address in odd {
        assert!(
            matches!(one(&config, address).unwrap_err(), Fault::Private(ip) if ip.is_loopback()),
            "{address}"
        );
    }
    assert_eq!(s.asks().len(), 2 * private.len());
}

#[test]
fn robots_are_heeded() {
    let rules =
        "User-agent: *\nDisallow: /\n\nUser-agent: Tiaokuan\nDisallow: /secret/\nAllow: /secret/open\n";
    let s = Server::new(move |ask, out| match ask.path.as_str() {
        "/robots.txt" => respond(out, 200, &[], rules.as_bytes()),
        "/hop" => respond(out, 302, &[("Location", "/secret/a")], b""),
        _ => respond(out, 200, &[], b"x"),
    });
    let all = events(&["/open", "/secret/a", "/secret/open", "/hop"], &config(&s), &BTreeMap::new());
    let got: Vec<Option<&Fault>> = all.iter().map(|e| e.got.as_ref().err()).collect();
    assert_eq!(got, [None, Some(&Fault::Robots), None, Some(&Fault::Robots)]);
    assert_eq!(s.paths(), ["/open", "/secret/open", "/hop"]);
    assert_eq!(s.robots_asked(), 1);
    assert!(s.asks()[0].header("user-agent").starts_with("tiaokuan/"));
}

#[test]
fn without_robots_to_be_had_nothing_is_asked() {
    for (status, body) in [(500, ""), (503, "User-agent: *\nAllow: /\n")] {
        let s = Server::new(move |_, out| respond(out, status, &[], body.as_bytes()));
        let got = one(&config(&s), "/a").unwrap_err();
        assert!(matches!(got, Fault::NoRobots(_)), "{got:?}");
        assert_eq!((s.asks().len(), s.robots_asked()), (0, 4));
    }
    // Off the site: not followed, so not to be had.
    let s = Server::new(|_, out| respond(out, 302, &[("Location", "http://www.bieshi.gov.cn/r")], b""));
    assert!(matches!(one(&config(&s), "/a").unwrap_err(), Fault::NoRobots(_)));
    // None there, or a page in its place: all is allowed.
    for status in [404, 403, 200] {
        let page = b"<html><body>404</body></html>";
        let s = Server::new(move |ask, out| {
            respond(out, if ask.path == "/robots.txt" { status } else { 200 }, &[], page)
        });
        whole(one(&config(&s), "/a"));
    }
}

#[test]
fn attachments_of_the_page_come_along_from_the_same_site() {
    let page = "<html><body><a href='/files/../x/../../a.doc'>一</a> <a href='http://www.bieshi.gov.cn/b.pdf'>二</a>\
                <a href='/down?id=1'>示例市办法.ofd</a> <a href='/c.html'>三</a></body></html>";
    let s = server(move |ask, out| match ask.path.as_str() {
        "/p.html" => respond(out, 200, &[("Content-Type", "text/html")], page.as_bytes()),
        "/a.doc" => respond(
            out,
            200,
            &[("Content-Disposition", "attachment; filename=\"..\\..\\etc\\x.doc\"")],
            b"doc",
        ),
        "/down?id=1" => respond(out, 200, &[], b"ofd"),
        _ => false,
    });
    let all = events(&["/p.html"], &config(&s), &BTreeMap::new());
    assert_eq!(s.paths(), ["/p.html", "/a.doc", "/down?id=1"]);
    assert_eq!(all.len(), 4);
    assert_eq!(all[1].got, Err(Fault::OffSite("http://www.bieshi.gov.cn/b.pdf".into())));
    assert_eq!(all[2].page.as_deref(), Some("http://www.shili.gov.cn/p.html"));
    let Ok(Got::Whole(doc)) = &all[2].got else { panic!("{all:?}") };
    assert_eq!((doc.name.as_str(), doc.bytes.as_slice()), ("x.doc", &b"doc"[..]));
    let few = Config { max_attachments: 1, ..config(&s) };
    let all = events(&["/p.html"], &few, &BTreeMap::new());
    assert!(all.iter().any(|e| e.got == Err(Fault::Attachments(2, 1))), "{all:?}");
}

#[test]
fn a_site_never_sees_two_requests_at_once_while_sites_go_side_by_side() {
    let answer = |_: &Ask, out: &mut TcpStream| {
        std::thread::sleep(Duration::from_millis(20));
        respond(out, 200, &[], b"x")
    };
    let (a, b) = (server(answer), server(answer));
    let mut config = config(&a);
    config.names.push(("xxgk.shili.gov.cn".into(), a.address));
    config.names.push(("www.bieshi.gov.cn".into(), b.address));
    config.allowed.push(b.address);
    let paths = [
        "/1",
        "/2",
        "http://xxgk.shili.gov.cn/3",
        "http://xxgk.shili.gov.cn/4",
        "http://www.bieshi.gov.cn/5",
    ];
    let all = events(&paths, &config, &BTreeMap::new());
    assert!(all.len() == 5 && all.iter().all(|e| e.got.is_ok()), "{all:?}");
    assert_eq!((a.most_at_once(), a.asks().len(), b.asks().len()), (1, 4, 1));
}

#[test]
fn between_two_requests_to_a_site_there_is_a_pause() {
    let s = server(|_, out| respond(out, 200, &[], b"x"));
    let slow = Config { pause: Duration::from_millis(40), ..config(&s) };
    let started = Instant::now();
    events(&["/1", "/2"], &slow, &BTreeMap::new());
    // robots.txt, then two pages: two pauses.
    assert!(started.elapsed() >= Duration::from_millis(80));
}

#[test]
fn what_is_held_is_asked_for_only_when_it_has_changed() {
    let s = server(|ask, out| match ask.header("if-none-match") {
        "\"v1\"" => respond(out, 304, &[], b""),
        _ => respond(out, 200, &[("ETag", "\"v2\"")], b"new"),
    });
    let known = |tag: &str| {
        let held = Known {
            path: "nowhere".into(),
            etag: Some(tag.into()),
            last_modified: None,
            content_type: None,
            last_address: format!("http://{HOST}/a"),
        };
        BTreeMap::from([(format!("http://{HOST}/a"), held)])
    };
    let config = config(&s);
    assert_eq!(events(&["/a"], &config, &known("\"v1\""))[0].got, Ok(Got::Unchanged));
    assert_eq!(whole(events(&["/a"], &config, &known("\"v0\"")).remove(0).got).bytes, b"new");
}

#[test]
fn no_answer_is_one_that_is_no_answer() {
    for nonsense in [
        "",
        "\r\n\r\n",
        "HTTP/9.9 abc\r\n\r\n",
        "<html>",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nContent-Range: bytes x\r\nContent-Encoding: br\r\n\r\nx",
    ] {
        let s = server(move |_, out| out.write_all(nonsense.as_bytes()).is_ok());
        assert!(one(&config(&s), "/a").is_err(), "{nonsense:?}");
    }
    // No TLS where it was promised.
    let s = server(|_, _| false);
    let short = Config { read_time: Duration::from_millis(40), attempts: 1, ..config(&s) };
    assert!(matches!(one(&short, "https://www.shili.gov.cn/").unwrap_err(), Fault::NoRobots(_)));
}
