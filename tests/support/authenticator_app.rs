//! The codes an app shows, worked out by Python's standard library: nothing of the program under test has a part in it.

use std::process::Command;

use chrono::{DateTime, Utc};

/// RFC 6238 as its appendix has it: SHA-1, thirty seconds, six digits.
const TOTP: &str = "
import base64, hmac, struct, sys
secret = base64.b32decode(sys.argv[1] + '=' * (-len(sys.argv[1]) % 8))
mac = hmac.new(secret, struct.pack('>Q', int(sys.argv[2]) // 30), 'sha1').digest()
at = mac[-1] & 15
print('%06d' % ((struct.unpack('>I', mac[at:at + 4])[0] & 0x7fffffff) % 1000000))
";

/// The code that an app with this secret shows at a moment.
pub fn code_at(secret: &str, at: DateTime<Utc>) -> String {
    #[expect(clippy::disallowed_methods, reason = "tests/run says by it where Python is")]
    let python = std::env::var("LADDER_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let ran = Command::new(python).args(["-c", TOTP, secret, &at.timestamp().to_string()]).output();
    let ran = ran.expect("Python runs");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8_lossy(&ran.stdout).trim().to_owned()
}

/// The vectors of RFC 6238, appendix B, cut to six digits: that this app is one.
#[test]
fn it_shows_what_the_standard_says() {
    let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
        assert_eq!(code_at(secret, DateTime::from_timestamp(seconds, 0).expect("a time")), code);
    }
}
