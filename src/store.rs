//! Files: projects, settings, secrets.
