//! Exported connections, without the password: what an encrypted file asks of the processor is its own matter.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steckbrett::model::password::Password;
use steckbrett::store::bundle;

fuzz_target!(|bytes: &[u8]| {
    if !bytes.starts_with(b"age") && !bytes.starts_with(b"-----BEGIN AGE") {
        let _items = bundle::unpack(bytes, &Password::new("x"));
    }
});
