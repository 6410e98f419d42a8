//! Tones as a WAV file. Pure.

use crate::model::sound::{Note, Timbre};

/// Samples a second.
const RATE: u32 = 44_100;
/// How loud, of what is possible: below the loudest, so that nothing is distorted.
const LOUD: f32 = 0.5;
/// How long a tone takes to come and to go, in seconds: less would click.
const EDGE: f32 = 0.008;

/// A WAV file, 16 bit and one channel, in which these tones sound one after the other.
pub(super) fn wav(notes: &[Note]) -> Vec<u8> {
    let samples: Vec<i16> = notes.iter().flat_map(samples).collect();
    let data = 2 * samples.len() as u32;
    let mut file = Vec::with_capacity(44 + data as usize);
    file.extend(b"RIFF");
    file.extend((36 + data).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    // PCM, one channel.
    file.extend([1, 0, 1, 0]);
    file.extend(RATE.to_le_bytes());
    file.extend((2 * RATE).to_le_bytes());
    // Two bytes a sample of 16 bits.
    file.extend([2, 0, 16, 0]);
    file.extend(b"data");
    file.extend(data.to_le_bytes());
    file.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    file
}

fn samples(note: &Note) -> impl Iterator<Item = i16> {
    let Note { hz, to, secs, timbre } = *note;
    let count = (secs * RATE as f32) as u32;
    (0..count).map(move |number| {
        let at = number as f32 / RATE as f32;
        // The phase is the sum of all pitches so far; only what is left of the last turn is heard.
        let (begin, end, past) = (f64::from(hz), f64::from(to), f64::from(number) / f64::from(RATE));
        let turns = begin * past + (end - begin) * past * past / (2.0 * f64::from(secs));
        let turn = turns.fract() as f32 * std::f32::consts::TAU;
        let overtones: &[f32] = match timbre {
            // A little of the octave, as instruments have.
            Timbre::Soft | Timbre::Bell => &[0.8, 0.2],
            Timbre::Horn => &[0.4, 0.25, 0.15, 0.1, 0.06, 0.04],
        };
        // Above half of the samples a tone would sound as another one.
        let heard =
            overtones.iter().zip(1_u8..).filter(|(_, times)| hz.max(to) * f32::from(*times) < RATE as f32 / 2.0);
        let wave: f32 = heard.map(|(loud, times)| loud * (turn * f32::from(times)).sin()).sum();
        let wave = if hz > 0.0 { wave } else { 0.0 };
        let edge = (at / EDGE).min((secs - at) / EDGE).min(1.0);
        let fade = if timbre == Timbre::Bell { (-5.0 * at / secs).exp() } else { 1.0 };
        (wave * edge * fade * LOUD * f32::from(i16::MAX)) as i16
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sound::{SIGNALS, SoundKind};

    #[test]
    fn each_signal_is_a_wav_that_begins_and_ends_in_silence_and_is_heard_between() {
        for signal in SIGNALS {
            let file = wav(signal.notes);
            assert_eq!(SoundKind::of(&file), Ok(SoundKind::Wav), "{}", signal.key);
            let data = &file[44..];
            assert_eq!(u32::from_le_bytes(file[40..44].try_into().unwrap()) as usize, data.len());
            assert_eq!(u32::from_le_bytes(file[4..8].try_into().unwrap()) as usize, file.len() - 8);
            let samples: Vec<i16> = data.as_chunks::<2>().0.iter().map(|bytes| i16::from_le_bytes(*bytes)).collect();
            let loudest = samples.iter().map(|sample| sample.unsigned_abs()).max().unwrap();
            assert!((3_000..20_000).contains(&loudest), "{}: {loudest}", signal.key);
            assert!(samples[0].abs() < 200 && samples[samples.len() - 1].abs() < 400, "{}", signal.key);
        }
    }
}
