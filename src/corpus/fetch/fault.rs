use crate::diag::{Diagnostic, Place};
use std::net::IpAddr;
use std::time::Duration;

/// Why something was not fetched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("the address is not fetched: {0} (地址无效)")]
    Address(String),
    #[error("the name of the host cannot be resolved: {0} (域名无法解析)")]
    Unresolved(String),
    #[error("the server answered {0} (服务器拒绝)")]
    Status(u16),
    #[error("the connection failed: {0} (连接中断)")]
    Broken(String),
    #[error("redirected round in a circle, or more than {0} times (重定向过多)")]
    Redirects(usize),
    #[error("robots.txt of the site does not allow it (robots.txt 不允许)")]
    Robots,
    #[error("robots.txt of the site cannot be had, so nothing is allowed: {0} (无法取得 robots.txt)")]
    NoRobots(String),
    #[error("{0} is not on the same public site (不在同一网站)")]
    OffSite(String),
    #[error("the host has the address {0}, which is not public (内网地址)")]
    Private(IpAddr),
    #[error("it is larger than {0} MB (文件过大)")]
    TooLarge(u64),
    #[error("it took longer than {0} s (下载超时)")]
    TooSlow(u64),
    #[error("the server asks to come back after {} s (服务器要求稍后再来)", .0.as_secs())]
    Later(Duration),
    #[error("the page has {0} attachments, of which the first {1} are fetched (附件过多)")]
    Attachments(usize, usize),
    #[error("{0}")]
    Store(String),
}

impl Fault {
    /// True when the same request may go better a little later.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Status(status) => matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504),
            Self::Broken(_) => true,
            _ => false,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Robots | Self::NoRobots(_) => "L012",
            Self::OffSite(_) => "L013",
            Self::Private(_) => "L014",
            Self::TooLarge(_) => "L015",
            Self::TooSlow(_) => "L016",
            Self::Later(_) => "L017",
            Self::Attachments(..) => "L018",
            Self::Store(_) => "L006",
            _ => "L011",
        }
    }

    /// As told to a person, at its address.
    pub fn diagnostic(&self, address: &str) -> Diagnostic {
        Diagnostic::new(self.code(), Place::file(address), format!("{address}: {self}"))
    }
}
