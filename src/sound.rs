//! Plays the sounds of an app with the system's player, a process for each sound.
//!
//! A library for sound would need `libasound` to build, and would not start where it is missing; panels and servers
//! without loudspeakers are common. So the programs that come with the desktops play: those of `PipeWire`, `PulseAudio` and ALSA.
//! A thread waits for each, at most [`AT_ONCE`] at a time; what comes beyond is not heard.

mod tone;

use std::ffi::OsString;
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tempfile::NamedTempFile;

use crate::model::sound::{Silence, Sound, SoundKind, SoundOrder, Wave};

/// Most sounds at the same time.
const AT_ONCE: usize = 8;
/// After a sound that could not be played none is tried for so long: a script may ask for thousands.
const HUSH: Duration = Duration::from_secs(5);
/// A player that takes so much longer than its sound waits for a device that is not there.
const PATIENCE: Duration = Duration::from_secs(10);
/// No file plays longer than this.
const LONGEST: Duration = Duration::from_mins(15);
/// So much of what a player says is told, in bytes.
const MOST_WORDS: u64 = 400;

/// A program that plays a file and ends with it.
struct Player {
    program: &'static str,
    arguments: fn(&Path) -> Vec<OsString>,
    plays: &'static [SoundKind],
}

const ALL: &[SoundKind] = &[SoundKind::Wav, SoundKind::Ogg, SoundKind::Mp3];

/// The usual ones, the best first; the first that is there and can play a file does.
const PLAYERS: &[Player] = &[
    #[cfg(not(any(windows, target_os = "macos")))]
    Player { program: "pw-play", arguments: |file| vec![file.into()], plays: ALL },
    #[cfg(not(any(windows, target_os = "macos")))]
    Player { program: "paplay", arguments: |file| vec![file.into()], plays: ALL },
    #[cfg(not(any(windows, target_os = "macos")))]
    Player { program: "aplay", arguments: |file| vec!["-q".into(), file.into()], plays: &[SoundKind::Wav] },
    #[cfg(target_os = "macos")]
    Player { program: "afplay", arguments: |file| vec![file.into()], plays: &[SoundKind::Wav, SoundKind::Mp3] },
    #[cfg(windows)]
    Player {
        program: "powershell",
        arguments: |file| {
            let file = file.to_string_lossy().replace('\'', "''");
            let call = format!("(New-Object Media.SoundPlayer '{file}').PlaySync()");
            vec!["-NoProfile".into(), "-Command".into(), call.into()]
        },
        plays: &[SoundKind::Wav],
    },
    Player {
        program: "ffplay",
        arguments: |file| {
            let mut all: Vec<OsString> = ["-nodisp", "-autoexit", "-loglevel", "error"].map(OsString::from).into();
            all.push(file.into());
            all
        },
        plays: ALL,
    },
];

/// Plays what one app asks for. What still plays when it is dropped falls silent.
pub struct SoundPlayer(Arc<Playing>);

struct Playing {
    wake: Box<dyn Fn() + Send + Sync>,
    now: Mutex<NowPlaying>,
}

#[derive(Default)]
struct NowPlaying {
    /// Counts the times that all fell silent: what was asked for before is not begun any more.
    era: u64,
    under_way: usize,
    /// The players, and when each of them has to be done.
    children: Vec<(Arc<Mutex<Child>>, Instant)>,
    /// Told once: whoever has no loudspeaker knows it after the first time.
    silence: Option<Silence>,
    has_told: bool,
    /// When it is tried again.
    hushed_until: Option<Instant>,
}

impl std::fmt::Debug for SoundPlayer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SoundPlayer").field("under_way", &self.0.lock().under_way).finish_non_exhaustive()
    }
}

impl SoundPlayer {
    /// `wake` is called on any thread when there is something to take from [`Self::take_silence`].
    pub fn new(wake: impl Fn() + Send + Sync + 'static) -> Self {
        Self(Arc::new(Playing { wake: Box::new(wake), now: Mutex::default() }))
    }

    /// Does what an app asks for; waits for nothing.
    pub fn take(&self, order: &SoundOrder) {
        match order {
            SoundOrder::Play(sound) => self.play(sound),
            SoundOrder::Stop => self.stop(),
        }
    }

    fn play(&self, sound: &Arc<Sound>) {
        let era = {
            self.0.end_the_late();
            let mut now = self.0.lock();
            if now.under_way >= AT_ONCE || now.hushed_until.is_some_and(|until| Instant::now() < until) {
                return;
            }
            now.under_way += 1;
            now.era
        };
        let (playing, sound) = (Arc::clone(&self.0), Arc::clone(sound));
        let thread = std::thread::Builder::new().name("sound".to_owned()).spawn(move || {
            let result = playing.play(&sound, era);
            playing.lock().under_way -= 1;
            if let Err(silence) = result {
                playing.tell(silence);
            }
        });
        if let Err(err) = thread {
            self.0.lock().under_way -= 1;
            self.0.tell(Silence::Failed { player: String::new(), what: err.to_string() });
        }
    }

    /// All that plays falls silent.
    pub fn stop(&self) {
        let children = {
            let mut now = self.0.lock();
            now.era += 1;
            std::mem::take(&mut now.children)
        };
        for (child, _) in children {
            end(&child);
        }
    }

    /// Whether something plays, or is about to.
    pub fn is_playing(&self) -> bool {
        self.0.lock().under_way > 0
    }

    /// Why nothing is heard, the first time that it is so.
    pub fn take_silence(&self) -> Option<Silence> {
        self.0.lock().silence.take()
    }
}

impl Drop for SoundPlayer {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Playing {
    fn lock(&self) -> MutexGuard<'_, NowPlaying> {
        lock(&self.now)
    }

    fn tell(&self, silence: Silence) {
        let mut now = self.lock();
        now.hushed_until = Some(Instant::now() + HUSH);
        if !std::mem::replace(&mut now.has_told, true) {
            now.silence = Some(silence);
            drop(now);
            (self.wake)();
        }
    }

    /// Ends players that wait in vain, before another one is begun.
    fn end_the_late(&self) {
        let time = Instant::now();
        for (child, until) in &self.lock().children {
            if *until < time {
                end(child);
            }
        }
    }

    /// Plays a sound to its end.
    fn play(&self, sound: &Sound, era: u64) -> Result<(), Silence> {
        let failed =
            |player: &str, err: &io::Error| Silence::Failed { player: player.to_owned(), what: err.to_string() };
        let made;
        let bytes = match &sound.wave {
            Wave::File(file) => file.bytes(),
            Wave::Notes(notes) => {
                made = tone::wav(notes);
                &made
            }
        };
        let kind = SoundKind::of(bytes).unwrap_or(SoundKind::Wav);
        let most = match &sound.wave {
            Wave::File(_) => LONGEST,
            Wave::Notes(notes) => Duration::from_secs_f32(notes.iter().map(|note| note.secs).sum()) + PATIENCE,
        };
        // No player reads every kind of file from a pipe.
        let file = file_of(bytes, kind).map_err(|err| failed("", &err))?;
        let mut last = Silence::NoPlayer;
        for player in PLAYERS.iter().filter(|player| player.plays.contains(&kind)) {
            let mut command = Command::new(player.program);
            command.args((player.arguments)(file.path()));
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
            match self.run(&mut command, (era, most)) {
                Ok(None) => return Ok(()),
                Ok(Some(what)) => last = Silence::Failed { player: player.program.to_owned(), what },
                Err(err) if err.kind() == io::ErrorKind::NotFound => {}
                Err(err) => last = failed(player.program, &err),
            }
        }
        Err(last)
    }

    /// Runs a player to its end; what it says where it fails by itself.
    fn run(&self, command: &mut Command, (era, most): (u64, Duration)) -> io::Result<Option<String>> {
        let (child, errors) = {
            // Held, so that whoever stops all sounds finds this one or is seen here.
            let mut now = self.lock();
            if now.era != era {
                return Ok(None);
            }
            let mut child = command.spawn()?;
            let errors = child.stderr.take();
            let child = Arc::new(Mutex::new(child));
            now.children.push((Arc::clone(&child), Instant::now() + most));
            (child, errors)
        };
        let mut said = Vec::new();
        if let Some(mut errors) = errors {
            // It ends when the player does; what is said beyond the bound is read away.
            let _read = errors.by_ref().take(MOST_WORDS).read_to_end(&mut said);
            let _read = io::copy(&mut errors, &mut io::sink());
        }
        let status = lock(&child).wait()?;
        let mut now = self.lock();
        now.children.retain(|(other, _)| !Arc::ptr_eq(other, &child));
        let was_stopped = now.era != era;
        Ok((!status.success() && !was_stopped).then(|| String::from_utf8_lossy(&said).trim().to_owned()))
    }
}

/// Ends a player. One that is held comes to its end by itself, and nobody waits for that here: this is the window's thread.
fn end(child: &Mutex<Child>) {
    if let Ok(mut child) = child.try_lock() {
        // One that has just ended is as silent.
        let _ended = child.kill();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn file_of(bytes: &[u8], kind: SoundKind) -> io::Result<NamedTempFile> {
    let ending = format!(".{}", kind.ending());
    let mut file = tempfile::Builder::new().prefix("steckbrett-").suffix(&ending).tempfile()?;
    file.write_all(bytes)?;
    file.flush()?;
    Ok(file)
}
