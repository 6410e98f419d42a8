//! Files of certificates and keys.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steckbrett::certificates;
use steckbrett::model::password::Password;

fuzz_target!(|bytes: &[u8]| {
    let word = Password::new("x");
    let (chain, key) = (certificates::chain(bytes, &word), certificates::key(bytes, &word));
    certificates::check_ca(bytes, 0);
    certificates::check_client(bytes, Some(bytes), &word, 0);
    if let (Ok(chain), Ok(key)) = (chain, key) {
        certificates::fits(&chain, &key);
    }
});
