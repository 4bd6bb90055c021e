//! Hook contexts, hook methods and trigger codes that the core no longer calls: nothing stops, the code is just never run.

use super::super::row::row;
use super::Move;
use crate::core_facts::Kind;
use crate::model::fact::Fact;
use crate::model::module::Module;
use crate::model::place::Place;

/// The context that stands for all (`core/class/hookmanager.class.php: initHooks`).
const EVERY: &str = "all";

impl Move<'_> {
    pub(super) fn events(&self, module: &Module, out: &mut Vec<Fact>) {
        let hooks = &module.hooks;
        for context in &hooks.contexts {
            let has = self.known.find(Kind::Context, "", &context.value).map_or(0, |entry| entry.releases());
            out.extend(self.event(module, "context", &context.value, has, &context.place, ""));
        }
        let registered: Vec<&str> = hooks.contexts.iter().map(|context| context.value.as_str()).collect();
        for method in hooks.actions.iter().flat_map(|actions| &actions.methods).filter(|_| !hooks.open) {
            let has = self.run_in(&method.value, &registered);
            out.extend(self.event(module, "hook", &method.value, has, &method.place, &registered.join(", ")));
        }
        for code in module.triggers.iter().flat_map(|trigger| &trigger.codes) {
            let has = self.known.find(Kind::Trigger, "", &code.value).map_or(0, |entry| entry.releases());
            out.extend(self.event(module, "trigger", &code.value, has, &code.place, ""));
        }
    }

    /// The releases that run a hook in one of some contexts.
    fn run_in(&self, hook: &str, registered: &[&str]) -> u32 {
        let Some(entry) = self.known.find(Kind::Hook, "", hook) else { return 0 };
        let is_in = |shape: &str| {
            registered.contains(&EVERY) || shape.split(',').any(|context| context == "*" || registered.contains(&context.trim()))
        };
        entry.variants().filter(|variant| is_in(variant.shape)).fold(0, |set, variant| set | variant.releases)
    }

    /// A fact where the target no longer has what an earlier release had.
    fn event(&self, module: &Module, what: &str, name: &str, has: u32, place: &Place, contexts: &str) -> Option<Fact> {
        let to = self.known.version(self.to)?;
        if has & self.target() != 0 {
            return None;
        }
        let seen = self.known.releases.iter().rfind(|(bit, version)| has & (1 << bit) != 0 && version <= to)?;
        let already = self.from.is_some_and(|from| has & (1 << from) == 0);
        if !self.is_news(already) {
            return None;
        }
        let fact = row("event", module, place)
            .with("what", what)
            .with("name", name)
            .with("contexts", contexts)
            .with("state", if already { "already" } else { "gone" })
            .with("seen", self.told(seen.0))
            .with("hint", if what == "trigger" { self.fired_now(name) } else { String::new() })
            .with("target", to.as_str());
        Some(fact)
    }

    /// The one code of the target that has the words of another one, such as `LINEBILL_MODIFY` for `LINEBILL_UPDATE`.
    fn fired_now(&self, code: &str) -> String {
        let words = |code: &str| {
            let mut words: Vec<String> = code.replace("UPDATE", "MODIFY").split('_').map(str::to_owned).collect();
            words.sort();
            words
        };
        let wanted = words(code);
        let mut alike =
            self.known.all_of(Kind::Trigger).filter(|entry| entry.releases() & self.target() != 0 && words(entry.name()) == wanted);
        match (alike.next(), alike.next()) {
            (Some(one), None) => format!("; `{}` is fired there", one.name()),
            _ => String::new(),
        }
    }
}
