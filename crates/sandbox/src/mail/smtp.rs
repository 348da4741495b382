//! The sockets of the mail server: lines in, answers out.

use std::{io, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinSet,
};

use super::{
    Sink,
    talk::{LARGEST, Next, Talk},
};

const PATIENCE: Duration = Duration::from_secs(300);
const LONGEST_COMMAND: u64 = 2_048;
const LONGEST_LINE: u64 = 64 * 1024;
const MOST_CONNECTIONS: usize = 200;

type Wire = BufStream<TcpStream>;

/// Takes mail until it is dropped, with all its conversations.
pub(crate) async fn serve(listener: TcpListener, sink: Sink) {
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut talks = JoinSet::new();
    loop {
        let Ok(place) = room.clone().acquire_owned().await else { return };
        let Ok((socket, _)) = listener.accept().await else { continue };
        let sink = sink.clone();
        talks.spawn(async move {
            let _place = place;
            drop(converse(BufStream::new(socket), sink).await);
        });
        while talks.try_join_next().is_some() {}
    }
}

async fn converse(mut wire: Wire, sink: Sink) -> io::Result<()> {
    if sink.is_out() {
        return say(&mut wire, "421 4.3.2 The controls want it closed").await;
    }
    say(&mut wire, "220 pillarbox ESMTP").await?;
    let mut talk = Talk::new(sink);
    while let Some(line) = line(&mut wire, LONGEST_COMMAND).await? {
        match talk.hear(String::from_utf8_lossy(&line).trim_end()) {
            Next::Say(words) => say(&mut wire, &words).await?,
            Next::Close(words) => return say(&mut wire, &words).await,
            Next::TakeMail(words) => {
                say(&mut wire, &words).await?;
                let mail = mail(&mut wire).await?;
                say(&mut wire, &talk.take(mail.as_deref())).await?;
            }
        }
    }
    Ok(())
}

async fn say(wire: &mut Wire, words: &str) -> io::Result<()> {
    wire.write_all(words.as_bytes()).await?;
    wire.write_all(b"\r\n").await?;
    wire.flush().await
}

/// The next line with its end, or nothing when the other side has gone.
async fn line(wire: &mut Wire, longest: u64) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let mut limited = (&mut *wire).take(longest);
    let read = tokio::time::timeout(PATIENCE, limited.read_until(b'\n', &mut line)).await;
    let read = read.map_err(|_| io::ErrorKind::TimedOut)??;
    Ok((read > 0).then_some(line))
}

/// The mail up to the full stop, or nothing when it is too large. Only a full stop between two whole line ends closes it,
/// so that no mail can hide inside another.
async fn mail(wire: &mut Wire) -> io::Result<Option<Vec<u8>>> {
    let (mut mail, mut fits, mut at_start, mut last) = (Vec::new(), true, true, None);
    loop {
        let Some(line) = line(wire, LONGEST_LINE).await? else {
            return Err(io::ErrorKind::UnexpectedEof.into());
        };
        if at_start && line == b".\r\n" {
            return Ok(fits.then_some(mail));
        }
        let dotted = at_start && line.first() == Some(&b'.');
        at_start = line.ends_with(b"\r\n") || (line == b"\n" && last == Some(b'\r'));
        last = line.last().copied();
        fits = fits && mail.len() + line.len() <= LARGEST;
        if fits {
            mail.extend_from_slice(if dotted { &line[1..] } else { &line });
        }
    }
}
