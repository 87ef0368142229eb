//! A drawn page made into a PDF file that says what it is and in which language.

use chrono::{DateTime, Utc};
use lopdf::{Dictionary, Document, Object, ObjectId};
use printpdf::{
    OffsetDateTime, Op, PdfDocument, PdfFontHandle, PdfPage, PdfSaveOptions, Pt, TextItem, XObject,
};

use super::{
    DocumentError, Fonts,
    fonts::{Letters, Numbers},
    paper::{Element, Paper, Role},
};

/// What a file says of itself.
pub(super) struct About {
    pub title: String,
    pub author: String,
    pub subject: String,
    /// The document's number: also the file's identifier, so that it is the same whenever it is made again.
    pub number: String,
    pub made_at: DateTime<Utc>,
}

/// Pages of one size (points) as the octets of a file. The same pages give the same octets.
pub(super) fn pdf(
    about: About,
    size: (f32, f32),
    pages: Vec<Paper>,
    fonts: &Fonts,
) -> Result<Vec<u8>, DocumentError> {
    let mut document = PdfDocument::new(&about.title);
    let made_at = OffsetDateTime::from_unix_timestamp(about.made_at.timestamp())
        .map_err(|error| DocumentError::Pdf(error.to_owned()))?;
    let info = &mut document.metadata.info;
    info.author = about.author;
    info.subject = about.subject;
    info.identifier.clone_from(&about.number);
    info.keywords = vec![about.number.clone()];
    "training-ladder".clone_into(&mut info.creator);
    "training-ladder with printpdf".clone_into(&mut info.producer);
    info.creation_date = made_at;
    info.modification_date = made_at;
    info.metadata_date = made_at;
    let mut letters = Letters::new();
    let mut pieces = Vec::new();
    for parts in pages.into_iter().map(Paper::into_parts) {
        document.pages.push(PdfPage::new(Pt(size.0).into(), Pt(size.1).into(), parts.ops));
        pieces.push(parts.elements);
        for (id, picture) in parts.pictures {
            document.resources.xobjects.map.insert(id, XObject::Image(picture));
        }
        for (font, drawn) in parts.letters {
            letters.entry(font).or_default().add(drawn);
        }
    }
    let (embedded, numbers) = fonts.embedded(&letters)?;
    document.resources.fonts = embedded;
    for page in &mut document.pages {
        renumber(&mut page.ops, &numbers);
    }

    let mut warnings = Vec::new();
    let mut file = document.to_lopdf_document(&PdfSaveOptions::default(), &mut warnings);
    if let Some(warning) = warnings.first() {
        return Err(DocumentError::Pdf(format!("{warning:?}")));
    }
    describe(&mut file, &about.number)
        .and_then(|()| structure(&mut file, &pieces))
        .map_err(|error| DocumentError::Pdf(error.to_string()))?;
    file.compress();
    let mut octets = Vec::with_capacity(32 * 1024);
    file.save_to(&mut octets).map_err(|error| DocumentError::Pdf(error.to_string()))?;
    Ok(octets)
}

/// Gives each glyph the number it has in the part of its font that is embedded.
fn renumber(ops: &mut [Op], numbers: &Numbers) {
    let mut font = None;
    for op in ops {
        match op {
            Op::SetFont { font: PdfFontHandle::External(id), .. } => font = numbers.get(id),
            Op::ShowText { items } => {
                for item in items {
                    let TextItem::GlyphIds(glyphs) = item else { continue };
                    for glyph in glyphs {
                        let number = font.and_then(|numbers| numbers.get(&glyph.gid));
                        glyph.gid = number.copied().unwrap_or(0);
                    }
                }
            }
            _ => {}
        }
    }
}

/// What printpdf has no setting for.
fn describe(file: &mut Document, number: &str) -> lopdf::Result<()> {
    // /Lang, /MarkInfo and DisplayDocTitle are younger than the version printpdf claims.
    "1.7".clone_into(&mut file.version);
    let catalog = file.catalog_mut()?;
    catalog.set("Lang", Object::string_literal("en-GB"));
    catalog.set("ViewerPreferences", dictionary([("DisplayDocTitle", true.into())]));
    catalog.set("MarkInfo", dictionary([("Marked", true.into())]));
    catalog.set("PageLayout", name("SinglePage"));

    // printpdf writes random identifiers, and claims a version of PDF/X that it does not name.
    let id = Object::string_literal(number);
    file.trailer.set("ID", vec![id.clone(), id]);
    let info = file.trailer.get(b"Info")?.as_reference()?;
    file.get_object_mut(info)?.as_dict_mut()?.remove(b"GTS_PDFXVersion");
    Ok(())
}

/// The tree that tells a screen reader what to read, in which order (ISO 32000-1 §14.7).
fn structure(file: &mut Document, pages: &[Vec<Element>]) -> lopdf::Result<()> {
    let page_ids: Vec<ObjectId> = file.get_pages().into_values().collect();
    let (root, whole) = (file.new_object_id(), file.new_object_id());
    let mut pieces = Vec::new();
    let mut owners_by_page = Vec::new();
    for ((key, elements), page) in (0_i64..).zip(pages).zip(page_ids) {
        let mut owners: Vec<Object> = Vec::new();
        for element in elements {
            let marks = element.marks.iter().map(|mark| Object::Integer(*mark)).collect::<Vec<_>>();
            let mut piece = dictionary([
                ("Type", name("StructElem")),
                ("S", name(element.role.tag())),
                ("P", whole.into()),
                ("Pg", page.into()),
                ("K", marks.into()),
            ]);
            if let Role::Figure(words) = &element.role {
                piece.set("Alt", lopdf::text_string(words));
            }
            let piece = file.add_object(piece);
            owners.extend(element.marks.iter().map(|_| Object::Reference(piece)));
            pieces.push(Object::Reference(piece));
        }
        owners_by_page.extend([Object::Integer(key), owners.into()]);
        let page = file.get_object_mut(page)?.as_dict_mut()?;
        page.set("StructParents", key);
        page.set("Tabs", name("S"));
    }
    let document =
        [("Type", name("StructElem")), ("S", name("Document")), ("P", root.into()), ("K", pieces.into())];
    file.set_object(whole, dictionary(document));
    let owners = file.add_object(dictionary([("Nums", owners_by_page.into())]));
    let tree = [("Type", name("StructTreeRoot")), ("K", whole.into()), ("ParentTree", owners.into())];
    file.set_object(root, dictionary(tree));
    file.catalog_mut()?.set("StructTreeRoot", root);
    Ok(())
}

fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}

fn dictionary<const N: usize>(entries: [(&str, Object); N]) -> Dictionary {
    entries.into_iter().collect()
}
