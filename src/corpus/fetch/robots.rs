//! What robots.txt of an origin allows.

use super::client::{Client, Deadline};
use super::{Fault, Url};
use std::collections::BTreeMap;
use std::time::Duration;
use texting_robots::Robot;

/// Longer ones are read up to here (RFC 9309 asks for at least 500 KiB).
const MAX_BYTES: u64 = 512 << 10;

/// Rules by origin, each asked for once.
#[derive(Debug, Default)]
pub struct Robots {
    known: BTreeMap<String, Rules>,
}

#[derive(Debug)]
enum Rules {
    All,
    Some(Box<Robot>),
    /// Not to be had: nothing is allowed (RFC 9309, 2.3.1.4).
    None(String),
}

impl Robots {
    /// # Errors
    /// [`Fault::Robots`], [`Fault::NoRobots`] when the address may not be fetched.
    pub fn check(&mut self, client: &mut Client<'_>, address: &Url, deadline: Deadline) -> Result<(), Fault> {
        let origin = address.origin().ascii_serialization();
        if !self.known.contains_key(&origin) {
            let rules = load(client, address, deadline)?;
            if let Rules::Some(robot) = &rules
                && let Some(delay) = robot.delay.and_then(|d| Duration::try_from_secs_f32(d).ok())
            {
                client.slow_down(delay);
            }
            self.known.insert(origin.clone(), rules);
        }
        match &self.known[&origin] {
            Rules::All => Ok(()),
            Rules::Some(robot) if robot.allowed(address.as_str()) => Ok(()),
            Rules::Some(_) => Err(Fault::Robots),
            Rules::None(why) => Err(Fault::NoRobots(why.clone())),
        }
    }
}

/// The name that robots.txt is searched for.
fn product(agent: &str) -> &str {
    agent.split(['/', ' ']).next().unwrap_or_default()
}

fn load(client: &mut Client<'_>, address: &Url, deadline: Deadline) -> Result<Rules, Fault> {
    let mut wait = client.config.backoff;
    for attempt in 1.. {
        let fault = match once(client, address, deadline) {
            Ok(rules) => return Ok(rules),
            Err(fault) => fault,
        };
        match fault {
            // Not a word about robots, but about the host itself.
            Fault::Private(_) | Fault::Unresolved(_) | Fault::TooSlow(_) => return Err(fault),
            fault if !fault.may_pass() || attempt >= client.config.attempts => {
                return Ok(Rules::None(fault.to_string()));
            }
            _ => {}
        }
        deadline.sleep(wait)?;
        wait *= 2;
    }
    unreachable!("the loop ends by its tries")
}

fn once(client: &mut Client<'_>, address: &Url, deadline: Deadline) -> Result<Rules, Fault> {
    let at = address.join("/robots.txt").map_err(|e| Fault::Address(e.to_string()))?;
    let answer = client.get(&at, &[], deadline, &mut |_, _| Ok(()))?;
    match answer.status() {
        200..=299 => {}
        400..=499 if answer.status() != 429 => return Ok(Rules::All),
        status => return Err(Fault::Status(status)),
    }
    let mut bytes = Vec::new();
    let taken = client.body(answer, u64::MAX, deadline, &mut |part| {
        bytes.extend_from_slice(part);
        // Enough: the rest is not waited for.
        if bytes.len() as u64 > MAX_BYTES { Err(Fault::TooLarge(0)) } else { Ok(()) }
    });
    match taken {
        Ok(()) | Err(Fault::TooLarge(_)) => {}
        Err(fault) => return Err(fault),
    }
    bytes.truncate(MAX_BYTES as usize);
    match Robot::new(product(&client.config.agent), &bytes) {
        Ok(robot) => Ok(Rules::Some(Box::new(robot))),
        Err(e) => Ok(Rules::None(e.to_string())),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_first_word_of_the_agent_is_asked_for() {
        assert_eq!(super::product(&super::super::Config::default().agent), "tiaokuan");
    }
}
