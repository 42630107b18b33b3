//! Which addresses belong to one public site, and which addresses are public at all.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// Second labels under which names of a country are given out, `gov.cn` and the like.
const SECOND: [&str; 10] = ["ac", "co", "com", "edu", "go", "gov", "mil", "ne", "net", "org"];

/// Under `.cn` the provinces give out names too.
const PROVINCES: [&str; 34] = [
    "ah", "bj", "cq", "fj", "gd", "gs", "gx", "gz", "ha", "hb", "he", "hi", "hk", "hl", "hn", "jl", "js",
    "jx", "ln", "mo", "nm", "nx", "qh", "sc", "sd", "sh", "sn", "sx", "tj", "tw", "xj", "xz", "yn", "zj",
];

/// The public site of an address: the host's last label but those under which names are given out
/// (`xxgk.shili.gov.cn` and `www.shili.gov.cn` are both `shili.gov.cn`; `www.gov.cn` is itself). A
/// numeric address is a site of its own. `None` when the address has no host.
pub fn site(address: &Url) -> Option<String> {
    let host = match address.host()? {
        Host::Domain(name) => name.trim_end_matches('.'),
        _ => return address.host_str().map(Into::into),
    };
    let labels: Vec<&str> = host.split('.').collect();
    let shared = match labels.as_slice() {
        [.., second, top] if top.len() == 2 && SECOND.contains(second) => 2,
        [.., second, "cn"] if PROVINCES.contains(second) => 2,
        _ => 1,
    };
    Some(labels[labels.len().saturating_sub(shared + 1)..].join("."))
}

/// True when both lie on the same public site.
pub fn same_site(a: &Url, b: &Url) -> bool {
    site(a).is_some_and(|s| Some(s) == site(b))
}

/// Reads an address to fetch: `http` or `https`, with a host, without a user name.
pub fn parse(address: &str) -> Result<Url, String> {
    let mut url = Url::parse(address).map_err(|e| e.to_string())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("{} is not fetched", url.scheme()));
    }
    if url.host_str().is_none_or(str::is_empty) || !url.username().is_empty() || url.password().is_some() {
        return Err("no host, or a user name in the address".into());
    }
    url.set_fragment(None);
    Ok(url)
}

/// True for an address of the public internet. Whatever names this machine, its network, or nothing
/// at all is not: a page must not be able to send a request there.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => public_v4(v4),
        IpAddr::V6(v6) => public_v6(v6),
    }
}

fn public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_documentation();
    let shared = a == 100 && (64..128).contains(&b);
    let protocol = a == 192 && b == 0 && c == 0 || a == 192 && b == 88 && c == 99;
    let benchmark = a == 198 && (b == 18 || b == 19);
    !(special || shared || protocol || benchmark || a == 0 || a >= 224)
}

fn public_v6(ip: Ipv6Addr) -> bool {
    let s = ip.segments();
    let low = |hi: u16, lo: u16| Ipv4Addr::from((u32::from(hi) << 16) | u32::from(lo));
    match s {
        // IPv4 in another dress: mapped, translated (NAT64), 6to4.
        [0, 0, 0, 0, 0, 0xffff, hi, lo] | [0x64, 0xff9b, 0, 0, 0, 0, hi, lo] | [0x2002, hi, lo, ..] => {
            public_v4(low(hi, lo))
        }
        // Protocol assignments and tunnels, documentation.
        [0x2001, b, ..] if b < 0x200 || b == 0xdb8 => false,
        [0x3fff, b, ..] if b < 0x1000 => false,
        // All that is given out as global unicast.
        [a, ..] => a & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_what_one_owner_holds() {
        let of = |a: &str| site(&Url::parse(a).unwrap()).unwrap();
        assert_eq!(of("https://xxgk.shili.gov.cn/a"), "shili.gov.cn");
        assert_eq!(of("http://SHILI.gov.cn:8080/"), "shili.gov.cn");
        assert_eq!(of("http://english.www.gov.cn/"), "www.gov.cn");
        assert_eq!(of("http://www.shili.sh.cn./"), "shili.sh.cn");
        assert_eq!(of("http://www.shili.cn/"), "shili.cn");
        assert_eq!(of("http://a.b.shili.org/"), "shili.org");
        assert_eq!(of("http://127.0.0.1:1/"), "127.0.0.1");
        assert_eq!(of("http://0x7f.1/"), "127.0.0.1");
        let same = |a: &str, b: &str| same_site(&Url::parse(a).unwrap(), &Url::parse(b).unwrap());
        assert!(same("http://a.shili.gov.cn", "https://b.shili.gov.cn"));
        assert!(!same("http://jia.gov.cn", "http://yi.gov.cn"));
        assert!(!same("http://shili.gov.cn", "http://shili.gov.cn.evil.com"));
    }

    #[test]
    fn addresses_of_this_machine_and_its_networks_are_not_public() {
        for bad in [
            "127.0.0.1",
            "127.9.9.9",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "198.18.0.1",
            "192.0.2.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001::1",
            "2001:db8::1",
            "fec0::1",
        ] {
            assert!(!is_public(bad.parse().unwrap()), "{bad}");
        }
        for good in
            ["1.2.4.8", "172.32.0.1", "100.128.0.1", "2400:3200::1", "::ffff:1.2.4.8", "64:ff9b::102:408"]
        {
            assert!(is_public(good.parse().unwrap()), "{good}");
        }
    }

    #[test]
    fn only_plain_web_addresses_are_fetched() {
        for bad in ["file:///etc/passwd", "ftp://a.cn/", "javascript:x", "http://u:p@a.cn/", "甲", "http://"]
        {
            assert!(parse(bad).is_err(), "{bad}");
        }
        assert_eq!(parse("HTTP://A.cn/甲?b#c").unwrap().as_str(), "http://a.cn/%E7%94%B2?b");
    }
}
