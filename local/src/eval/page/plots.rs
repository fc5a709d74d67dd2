use std::collections::BTreeMap;

use genesis_evaluation::{Point, Summary};
use genesis_rcr::{Policy, Role};
use plotters::{coord::Shift, prelude::*};

const SIZE: (u32, u32) = (760, 420);
const TEXT: (&str, u32) = ("sans-serif", 14);

type Canvas<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), Box<dyn std::error::Error>>;

/// How much of the evidence is kept, for how much of the context is left out, in percent: a line for each policy.
pub(super) fn recall_against_reduction(curves: &[(Policy, Vec<Point>)]) -> String {
    drawn(|canvas| {
        let lowest = curves.iter().flat_map(|(_, points)| points).map(|point| point.reduction).fold(0.0, f64::min);
        let mut chart = ChartBuilder::on(canvas)
            .margin(16)
            .x_label_area_size(44)
            .y_label_area_size(52)
            .build_cartesian_2d(100.0 * lowest..100.0, 0.0..100.0)?;
        chart
            .configure_mesh()
            .label_style(TEXT)
            .light_line_style(TRANSPARENT)
            .x_desc("tokens spared, %")
            .y_desc("evidence kept, %")
            .draw()?;
        for (policy, points) in curves {
            let colour = colour(*policy);
            let places = || points.iter().map(|point| (100.0 * point.reduction, 100.0 * point.evidence_recall));
            let line = chart.draw_series(LineSeries::new(places(), colour.stroke_width(2)))?;
            line.label(policy.as_str()).legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], colour.stroke_width(2)));
            chart.draw_series(places().map(|place| Circle::new(place, 3, colour.filled())))?;
        }
        chart.configure_series_labels().label_font(TEXT).position(SeriesLabelPosition::LowerLeft).border_style(BLACK).draw()?;
        Ok(())
    })
}

/// What a question costs each role on average: a bar for each policy.
pub(super) fn tokens_by_role(summaries: &BTreeMap<Policy, Summary>) -> String {
    let mean =
        |summary: &Summary, role: Role| summary.tokens_by_role.get(&role).copied().unwrap_or(0) as f64 / summary.questions.max(1) as f64;
    let tallest = |role: Role| summaries.values().map(|summary| mean(summary, role)).fold(0.0, f64::max);
    let highest = Role::ALL.into_iter().map(tallest).fold(1.0, f64::max);
    drawn(|canvas| {
        let mut chart = ChartBuilder::on(canvas)
            .margin(16)
            .y_label_area_size(64)
            .build_cartesian_2d(0.0..Role::ALL.len() as f64, 0.0..1.4 * highest)?;
        chart
            .configure_mesh()
            .label_style(TEXT)
            .disable_x_mesh()
            .disable_x_axis()
            .light_line_style(TRANSPARENT)
            .y_desc("tokens a question")
            .draw()?;
        for (n, (policy, summary)) in summaries.iter().enumerate() {
            let colour = colour(*policy);
            let bar = |(at, role): (usize, Role)| {
                let left = at as f64 + 0.14 + 0.24 * n as f64;
                Rectangle::new([(left, 0.0), (left + 0.22, mean(summary, role))], colour.filled())
            };
            let bars = chart.draw_series(Role::ALL.into_iter().enumerate().map(bar))?;
            bars.label(policy.as_str()).legend(move |(x, y)| Rectangle::new([(x, y - 5), (x + 12, y + 5)], colour.filled()));
        }
        let name = |(at, role): (usize, Role)| Text::new(role.as_str(), (at as f64 + 0.2, tallest(role) + 0.05 * highest), TEXT);
        chart.draw_series(Role::ALL.into_iter().enumerate().map(name))?;
        chart.configure_series_labels().label_font(TEXT).position(SeriesLabelPosition::UpperRight).border_style(BLACK).draw()?;
        Ok(())
    })
}

fn drawn(draw: impl FnOnce(&Canvas<'_>) -> Drawn) -> String {
    let mut svg = String::new();
    let canvas = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
    let done = draw(&canvas).and_then(|()| Ok(canvas.present()?));
    drop(canvas);
    done.expect("a text takes whatever is drawn");
    svg
}

/// Told apart by those who see no red or green, too (Okabe and Ito 2008).
fn colour(policy: Policy) -> RGBColor {
    match policy {
        Policy::Full => RGBColor(0, 0, 0),
        Policy::Static => RGBColor(230, 159, 0),
        Policy::Rcr => RGBColor(0, 114, 178),
    }
}
