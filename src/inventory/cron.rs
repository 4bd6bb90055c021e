//! `cronjobs` as `DolibarrModules.class.php: insert_cronjobs` reads it.

use super::field::{Element, elements, property};
use crate::model::facets::CronJob;
use crate::model::module::Descriptor;

/// The cron jobs of a module.
pub(super) fn cron_jobs(descriptor: &Descriptor) -> Vec<CronJob> {
    let list = elements(&property(descriptor, "cronjobs")).list;
    let job = |element: Element<'_>| CronJob {
        label: element.text("label"),
        kind: element.text("jobtype"),
        class: element.text("class"),
        object: element.text("objectname"),
        method: element.text("method"),
        command: element.text("command"),
        frequency: element.int("frequency"),
        unit: element.int("unitfrequency"),
        place: element.place,
    };
    list.into_iter().filter(Element::is_row).map(job).collect()
}
