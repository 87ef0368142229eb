//! Pages from templates: strict handlebars, compiled in.

use std::{fs, path::Path, sync::OnceLock};

use actix_web::{
    HttpResponse,
    http::{StatusCode, header::HeaderValue},
    web::Bytes,
};
use handlebars::{Context, Handlebars};
use serde_json::Value;

use super::{
    assets,
    error::ApiResult,
    extract::{Visit, visit_cookie},
    forms::Form,
    navigation::navigation,
    page_facts::{Link, PageFacts},
    page_frame::{Frame, MarkFacts},
    page_templates::TEMPLATES,
    site_assets::stylesheet_of,
};
use crate::{app::App, store::error::Error};

fn registry() -> &'static Handlebars<'static> {
    static REGISTRY: OnceLock<Handlebars<'static>> = OnceLock::new();
    REGISTRY.get_or_init(|| {
        let mut registry = empty_registry();
        for (name, text) in TEMPLATES {
            if let Err(why) = registry.register_template_string(name, text) {
                tracing::error!(name, %why, "a page's template cannot be read");
            }
        }
        registry
    })
}

fn empty_registry() -> Handlebars<'static> {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    registry
}

/// The templates as they stand in a folder now, for work on pages.
fn registry_in(folder: &Path) -> Handlebars<'static> {
    let mut registry = empty_registry();
    for (name, compiled) in TEMPLATES {
        let path =
            ["layouts", "pages", "partials"].iter().map(|room| folder.join(room).join(format!("{name}.hbs")));
        let text = path.into_iter().find_map(|path| fs::read_to_string(path).ok());
        if let Err(why) = registry.register_template_string(name, text.as_deref().unwrap_or(compiled)) {
            tracing::error!(name, %why, "a page's template cannot be read");
        }
    }
    registry
}

/// A page about to be answered.
pub struct Page<'v> {
    visit: &'v Visit,
    template: &'static str,
    title: String,
    status: StatusCode,
    facts: Value,
    form: Option<Form>,
    back: Option<Link>,
    here: &'static str,
    notice: Option<String>,
    description: Option<String>,
    renewed_after: Option<i64>,
    has_forms: bool,
    for_nobody: bool,
}

impl<'v> Page<'v> {
    /// A page that shows these facts under a title, which is its heading too.
    ///
    /// # Errors
    /// Only if the facts cannot be written as JSON.
    pub fn of<F: PageFacts>(visit: &'v Visit, title: impl Into<String>, facts: &F) -> ApiResult<Self> {
        let facts = serde_json::to_value(facts)
            .map_err(|why| Error::Broken(format!("the facts of {}: {why}", F::TEMPLATE)))?;
        Ok(Self {
            visit,
            template: F::TEMPLATE,
            title: title.into(),
            status: StatusCode::OK,
            facts,
            form: None,
            back: None,
            here: "",
            notice: None,
            description: None,
            renewed_after: None,
            has_forms: false,
            for_nobody: false,
        })
    }

    /// The form on it. One with something wrong is answered as 422.
    #[must_use]
    pub fn form(mut self, form: Form) -> Self {
        if form.is_wrong() {
            self.status = StatusCode::UNPROCESSABLE_ENTITY;
        }
        self.form = Some(form);
        self.has_forms()
    }

    /// It holds a form that somebody not signed in may send.
    #[must_use]
    pub fn has_forms(mut self) -> Self {
        self.has_forms = true;
        self
    }

    /// Another status than 200.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The link back to where one came from.
    #[must_use]
    pub fn back(mut self, address: impl Into<String>, label: impl Into<String>) -> Self {
        self.back = Some(Link::to(address, label));
        self
    }

    /// The address of the navigation's entry it belongs to.
    #[must_use]
    pub fn here(mut self, address: &'static str) -> Self {
        self.here = address;
        self
    }

    /// What was just done, in words, above everything.
    #[must_use]
    pub fn notice(mut self, notice: Option<impl Into<String>>) -> Self {
        self.notice = notice.map(Into::into);
        self
    }

    /// What search engines show under its title.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Loaded anew after so many seconds where no script does it better: a page that shows what is true for a moment.
    #[must_use]
    pub fn renewed_after(mut self, seconds: Option<i64>) -> Self {
        self.renewed_after = seconds;
        self
    }

    /// The same without what is this browser's own.
    #[must_use]
    pub fn for_nobody(mut self) -> Self {
        self.for_nobody = true;
        self
    }

    /// The answer.
    ///
    /// # Errors
    /// Only if a template names a fact that is not there.
    pub fn answer(self, app: &App) -> ApiResult<HttpResponse> {
        let (status, visit) = (self.status, self.visit.new_visit.clone().filter(|_| self.has_forms));
        let mut answer = html_answer(self.html(app)?.into());
        *answer.status_mut() = status;
        if let Some(visit) = visit {
            answer
                .add_cookie(&visit_cookie(visit))
                .map_err(|why| Error::Broken(format!("a cookie cannot be sent: {why}")))?;
        }
        Ok(answer)
    }

    /// As it is sent.
    ///
    /// # Errors
    /// As [`Page::answer`].
    pub fn html(self, app: &App) -> ApiResult<String> {
        let visitor = self.visit.signed_in.as_ref();
        let site = app.settings.site.now();
        let frame = Frame {
            title: self.title,
            error: self.form.as_ref().is_some_and(Form::is_wrong),
            provider: site.name.clone(),
            mark: site.mark.as_deref().map(MarkFacts::of),
            colours: site.colours.as_ref().map(stylesheet_of),
            display: self.visit.display,
            display_link: format!("/display?return_to={}", escaped(&self.visit.address)),
            stylesheet: assets::address_of("site.css"),
            script: assets::address_of("site.js"),
            icon: assets::address_of("icon.svg"),
            navigation: navigation(visitor.map(|visitor| &visitor.caller.actor), self.here),
            visitor: visitor.map(|visitor| visitor.name.clone()),
            back: self.back,
            notice: self.notice,
            description: self.description,
            renewed_after: self.renewed_after,
            demo: app.demo_mail.is_some(),
            csrf: if self.for_nobody { String::new() } else { self.visit.csrf.clone() },
        };
        let facts = frame
            .around(self.facts, self.form.as_ref())
            .map_err(|why| Error::Broken(format!("the facts of {}: {why}", self.template)))?;
        // Handed over as they are: `render` would write them as JSON once more.
        let facts = Context::from(facts);
        let rendered = match &app.templates {
            Some(folder) => registry_in(folder).render_with_context(self.template, &facts),
            None => registry().render_with_context(self.template, &facts),
        };
        Ok(rendered
            .map_err(|why| Error::Broken(format!("the page {} cannot be rendered: {why}", self.template)))?)
    }
}

/// A page that was rendered.
pub fn html_answer(html: Bytes) -> HttpResponse {
    HttpResponse::Ok().content_type(HTML).body(html)
}

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

fn escaped(address: &str) -> String {
    url::form_urlencoded::byte_serialize(address.as_bytes()).collect()
}

/// Leads the browser to another page of ours: what a form's handler answers when all went well.
///
/// # Errors
/// Never; a `Result` so that handlers can end with it.
pub fn see(address: impl AsRef<str>) -> ApiResult<HttpResponse> {
    Ok(HttpResponse::SeeOther().insert_header(("location", within_the_site(address.as_ref()))).finish())
}

/// The address if it leads to a page of ours, else the front page: no link of ours may send people elsewhere.
#[must_use]
pub fn within_the_site(address: &str) -> &str {
    let ours = address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains('\\')
        && address.chars().all(|c| !c.is_control());
    if ours { address } else { "/" }
}
