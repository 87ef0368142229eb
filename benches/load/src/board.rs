//! What was measured, and the one table it is told in: medians with their range, and ratios.

use std::collections::BTreeMap;

use crate::{drive::Load, server::Taken};

/// What one load came to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figure {
    /// Operations a second.
    pub rate: f64,
    /// Half of them took at most this, in milliseconds.
    pub median: f64,
    /// All but one in a hundred took at most this, in milliseconds.
    pub slow: f64,
    /// Processor time of the server for each, in milliseconds; none for what is no server of ours.
    pub processor: Option<f64>,
    /// Processor time of this program for each, in milliseconds: whether it is the limit itself.
    pub driver: Option<f64>,
    /// What the server had resident afterwards, in MiB.
    pub resident: Option<f64>,
}

impl Figure {
    /// Of a load, by what the server had taken before and after it.
    #[must_use]
    pub fn of(load: &Load, before: Taken, after: Taken) -> Self {
        let each = 1000.0 / (load.exchanges.len() as f64).max(1.0);
        Self {
            rate: load.rate(),
            median: load.percentile(0.5),
            slow: load.percentile(0.99),
            processor: Some((after.processor - before.processor) * each),
            driver: Some(load.own * each),
            resident: Some(after.resident),
        }
    }

    /// Of what is only counted by the second.
    #[must_use]
    pub fn rate(rate: f64) -> Self {
        Self { rate, ..Self::default() }
    }
}

/// What the figures are compared with.
#[derive(Debug, Clone)]
struct Ratio {
    of: (String, String),
    to: (String, String),
    wanted: String,
}

/// All figures: by load, then by who bore it.
#[derive(Debug, Default)]
pub struct Board {
    order: Vec<(String, String)>,
    figures: BTreeMap<(String, String), Vec<Figure>>,
    ratios: Vec<Ratio>,
    counts: BTreeMap<String, Vec<f64>>,
    told: Vec<String>,
}

impl Board {
    /// Notes what a load came to for somebody in one run.
    pub fn note(&mut self, load: &str, who: &str, figure: Figure) {
        let key = (load.to_owned(), who.to_owned());
        if !self.figures.contains_key(&key) {
            // Those of one load stand together, in the order in which they came.
            let after = self.order.iter().rposition(|(other, _)| other == load);
            self.order.insert(after.map_or(self.order.len(), |at| at + 1), key.clone());
        }
        eprintln!("  {load}, {who}: {:.0}/s, p99 {:.1} ms", figure.rate, figure.slow);
        self.figures.entry(key).or_default().push(figure);
    }

    /// Notes a number that stands below the table, with what it counts.
    pub fn count(&mut self, what: String, number: f64) {
        eprintln!("  {what}: {number:.1}");
        self.counts.entry(what).or_default().push(number);
    }

    /// Tells something that is no figure below the table, once.
    pub fn tell(&mut self, line: String) {
        eprintln!("  {line}");
        if !self.told.contains(&line) {
            self.told.push(line);
        }
    }

    /// Compares the rates of two lines at the end; what is wanted of the ratio is told with it.
    pub fn compare(&mut self, of: (&str, &str), to: (&str, &str), wanted: &str) {
        let own = |(load, who): (&str, &str)| (load.to_owned(), who.to_owned());
        self.ratios.push(Ratio { of: own(of), to: own(to), wanted: wanted.to_owned() });
    }

    /// The table, in Markdown.
    #[must_use]
    pub fn table(&self) -> String {
        let mut lines = vec![
            "| load | by | a second | p50 ms | p99 ms | processor ms each | of the driver | resident MiB |"
                .to_owned(),
            "| --- | --- | --- | --- | --- | --- | --- | --- |".to_owned(),
        ];
        for key in &self.order {
            let all = &self.figures[key];
            let cell = |value: &dyn Fn(&Figure) -> Option<f64>| {
                let values: Option<Vec<f64>> = all.iter().map(value).collect();
                values.map_or(String::new(), told)
            };
            let timed = |value: fn(&Figure) -> f64| cell(&|one| (one.slow > 0.0).then(|| value(one)));
            lines.push(format!(
                "| {} | {} | {} | {} | {} | {} | {} | {} |",
                key.0,
                key.1,
                cell(&|one| (one.rate > 0.0).then_some(one.rate)),
                timed(|one| one.median),
                timed(|one| one.slow),
                cell(&|one| one.processor),
                cell(&|one| one.driver),
                cell(&|one| one.resident),
            ));
        }
        let ratios: Vec<String> = self.ratios.iter().filter_map(|ratio| self.compared(ratio)).collect();
        if !ratios.is_empty() {
            lines.extend([
                String::new(),
                "| of | to | ratio of rates | ratio of processor time | wanted |".to_owned(),
            ]);
            lines.push("| --- | --- | --- | --- | --- |".to_owned());
            lines.extend(ratios);
        }
        lines.push(String::new());
        lines
            .extend(self.counts.iter().map(|(what, numbers)| format!("- {what}: {}", told(numbers.clone()))));
        lines.extend(self.told.iter().map(|line| format!("- {line}")));
        lines.join("\n")
    }

    fn compared(&self, ratio: &Ratio) -> Option<String> {
        let (of, to) = (self.figures.get(&ratio.of)?, self.figures.get(&ratio.to)?);
        let median = |all: &[Figure], value: fn(&Figure) -> f64| middle(all.iter().map(value).collect());
        let rates = median(of, |one| one.rate) / median(to, |one| one.rate);
        let cost = |all: &[Figure]| median(all, |one| one.processor.unwrap_or_default());
        let costs = if cost(to) > 0.0 { format!("{:.2} x", cost(of) / cost(to)) } else { String::new() };
        let name = |(load, who): &(String, String)| format!("{load}, {who}");
        Some(format!(
            "| {} | {} | {rates:.2} x | {costs} | {} |",
            name(&ratio.of),
            name(&ratio.to),
            ratio.wanted
        ))
    }
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => 0.0,
        many if many % 2 == 1 => values[many / 2],
        many => f64::midpoint(values[many / 2 - 1], values[many / 2]),
    }
}

/// The median, and the range where there is one.
fn told(values: Vec<f64>) -> String {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let shown = |value: f64| {
        if value >= 100.0 {
            format!("{value:.0}")
        } else if value >= 10.0 {
            format!("{value:.1}")
        } else {
            format!("{value:.2}")
        }
    };
    let (median, least, most) = (shown(middle(values)), shown(least), shown(most));
    if least == most { median } else { format!("{median} ({least}–{most})") }
}
