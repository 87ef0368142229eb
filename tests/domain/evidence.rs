//! Which files are taken as evidence, by what they hold; what they are called.

use training_ladder::domain::evidence::{EvidenceKind, MOST_BYTES, label, size};

/// A box of the type `ftyp` with these brands.
fn brands(major: [u8; 4], others: &[&[u8; 4]]) -> Vec<u8> {
    let length = u32::try_from(16 + 4 * others.len()).expect("a short box");
    let mut bytes = length.to_be_bytes().to_vec();
    bytes.extend(b"ftyp");
    bytes.extend(major);
    bytes.extend([0, 0, 0, 0]);
    for brand in others {
        bytes.extend(*brand);
    }
    bytes.extend(b"\0\0\0\x08meta");
    bytes
}

#[test]
fn a_file_is_what_it_holds() {
    use EvidenceKind as K;
    let cases: Vec<(&str, Vec<u8>, Option<K>)> = vec![
        ("a PDF", b"%PDF-1.7\n1 0 obj".to_vec(), Some(K::Pdf)),
        ("a JPEG of a camera", b"\xFF\xD8\xFF\xE1\0\x18Exif".to_vec(), Some(K::Jpeg)),
        ("a JPEG of a scanner", b"\xFF\xD8\xFF\xDB\0\x43\0".to_vec(), Some(K::Jpeg)),
        ("a PNG", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0".to_vec(), Some(K::Png)),
        ("a WebP", b"RIFF\x24\0\0\0WEBPVP8 \x18".to_vec(), Some(K::Webp)),
        ("a HEIC of a phone", brands(*b"heic", &[b"mif1", b"heic"]), Some(K::Heic)),
        ("a HEIC by its further brands", brands(*b"mif1", &[b"miaf", b"heic"]), Some(K::Heic)),
        ("nothing", Vec::new(), None),
        ("a page", b"<!DOCTYPE html><script>alert(1)</script>".to_vec(), None),
        ("a drawing", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(), None),
        ("a drawing behind a comment", b"<?xml version=\"1.0\"?><!-- %PDF-1.7 --><svg/>".to_vec(), None),
        ("an archive", b"PK\x03\x04\x14\0".to_vec(), None),
        ("a program", b"\x7FELF\x02\x01\x01".to_vec(), None),
        ("a PDF behind a page", b"<html>%PDF-1.7".to_vec(), None),
        ("half a signature", b"%PDF-".to_vec(), None),
        ("half of another", b"\x89PNG\r\n".to_vec(), None),
        ("a GIF", b"GIF89a\x01\0\x01\0".to_vec(), None),
        ("a sound", b"RIFF\x24\0\0\0WAVEfmt ".to_vec(), None),
        ("a film", brands(*b"isom", &[b"mp42"]), None),
        ("an AVIF", brands(*b"avif", &[b"mif1", b"miaf"]), None),
        ("an AVIF by its further brands", brands(*b"mif1", &[b"avif"]), None),
        ("a box without an end", b"\xFF\xFF\xFF\xFFftypheic\0\0\0\0".to_vec(), None),
        ("a box shorter than itself", b"\0\0\0\x04ftypheic\0\0\0\0".to_vec(), None),
    ];
    for (what, bytes, kind) in cases {
        assert_eq!(K::of(&bytes), kind, "{what}");
    }
}

#[test]
fn a_label_is_read_and_never_a_path() {
    use EvidenceKind as K;
    for (sent, kind, shown) in [
        ("certificate.pdf", K::Pdf, "certificate.pdf"),
        ("IMG_2041.JPG", K::Jpeg, "IMG_2041.jpg"),
        ("certificate.html", K::Pdf, "certificate.pdf"),
        ("my scan", K::Png, "my scan.png"),
        ("Mrs. Okafor's letter", K::Pdf, "Mrs. Okafor's letter.pdf"),
        ("../../etc/passwd", K::Pdf, "passwd.pdf"),
        ("C:\\Users\\kim\\scan.png", K::Png, "scan.png"),
        ("", K::Pdf, "evidence.pdf"),
        ("...", K::Pdf, "evidence.pdf"),
        (".pdf", K::Pdf, "evidence.pdf"),
        ("a\r\nb\0.pdf", K::Pdf, "ab.pdf"),
        // A name that reads as if it ended in .jpg.
        ("scan\u{202E}gpj.exe", K::Pdf, "scangpj.pdf"),
        ("Zertifikat März.webp", K::Webp, "Zertifikat März.webp"),
    ] {
        assert_eq!(label(sent, kind), shown, "{sent:?}");
    }
    assert_eq!(label(&"x".repeat(500), K::Pdf).chars().count(), 104);
}

#[test]
fn a_size_is_read_at_a_glance() {
    let most = i64::from(MOST_BYTES);
    for (bytes, shown) in [(1, "1 KB"), (2_048, "2 KB"), (1_572_864, "1.5 MB"), (most, "10.0 MB")] {
        assert_eq!(size(bytes), shown);
    }
}
