//! A candidate who types without a pause: the least HTTP that does it, so that most of what is measured is the server.

use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// What candidates say, in turn: as people do, with questions, figures, choices, and now and then nothing much.
const TALK: &[&str] = &[
    "how many users, and do most people read?",
    "200M users times 2 tweets a day is about 5k writes per second",
    "a load balancer, some app servers and a relational database",
    "since most people read, I'd put redis in front of the timeline and push each tweet to the lists of its followers",
    "we add a read replica and fail over to it, which may lose the last half second",
    "the pictures go to S3 with a CDN, and postgres keeps the url",
    "not sure",
    "could you say that again?",
];

/// A connection that is kept.
pub struct Connection {
    stream: BufReader<TcpStream>,
    address: String,
}

/// The head of an answer, and its body.
pub struct Reply {
    pub status: u16,
    pub location: Option<String>,
    pub cookie: Option<String>,
    pub body: Vec<u8>,
}

impl Connection {
    pub async fn open(address: &str) -> Connection {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Connection {
            stream: BufReader::new(stream),
            address: address.to_owned(),
        }
    }

    pub async fn get(&mut self, path: &str, cookie: &str) -> Reply {
        let host = &self.address;
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n\r\n");
        self.stream.write_all(request.as_bytes()).await.unwrap();
        self.reply().await
    }

    pub async fn post(&mut self, path: &str, cookie: &str, form: &str) -> Reply {
        let host = &self.address;
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nCookie: {cookie}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        );
        self.stream.write_all(request.as_bytes()).await.unwrap();
        self.reply().await
    }

    async fn head(&mut self) -> (Reply, usize) {
        let mut reply = Reply {
            status: 0,
            location: None,
            cookie: None,
            body: Vec::new(),
        };
        let mut length = 0;
        let mut line = String::new();
        loop {
            line.clear();
            let read = self.stream.read_line(&mut line).await.unwrap();
            assert!(read > 0, "the server closed the connection");
            let text = line.trim_end();
            if text.is_empty() {
                return (reply, length);
            }
            if reply.status == 0 {
                reply.status = text.split(' ').nth(1).unwrap().parse().unwrap();
                continue;
            }
            let (name, value) = text.split_once(':').unwrap();
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().unwrap(),
                "location" => reply.location = Some(value.to_owned()),
                "set-cookie" => reply.cookie = value.split(';').next().map(str::to_owned),
                _ => {}
            }
        }
    }

    async fn reply(&mut self) -> Reply {
        let (mut reply, length) = self.head().await;
        reply.body = vec![0; length];
        self.stream.read_exact(&mut reply.body).await.unwrap();
        reply
    }
}

/// A session with what opens it.
#[derive(Clone)]
pub struct Seat {
    cookie: String,
    path: String,
}

impl Seat {
    /// Opens a window on the session, as it stands now.
    pub async fn watch(&self, address: &str) -> Stream {
        let mut connection = Connection::open(address).await;
        let request = format!(
            "GET {}/events?after=1000000 HTTP/1.1\r\nHost: {address}\r\nCookie: {}\r\n\r\n",
            self.path, self.cookie
        );
        connection
            .stream
            .write_all(request.as_bytes())
            .await
            .unwrap();
        let (reply, _) = connection.head().await;
        assert_eq!(reply.status, 200, "a window was turned away");
        Stream { connection }
    }
}

/// Somebody in an interview.
pub struct Candidate {
    connection: Connection,
    seat: Seat,
    said: usize,
}

impl Candidate {
    pub async fn begin(address: &str) -> Candidate {
        let mut connection = Connection::open(address).await;
        let form = "scenario=twitter&mode=coach&seniority=entry&minutes=45";
        let reply = connection.post("/sessions", "", form).await;
        assert_eq!(
            reply.status,
            303,
            "{}",
            String::from_utf8_lossy(&reply.body)
        );
        Candidate {
            connection,
            seat: Seat {
                cookie: reply.cookie.unwrap_or_default(),
                path: reply.location.unwrap(),
            },
            said: 0,
        }
    }

    /// Says the next thing; how long it took until it was answered.
    pub async fn say(&mut self) -> Duration {
        let number = self.said;
        self.said += 1;
        let text = TALK[number % TALK.len()]
            .replace(' ', "+")
            .replace(',', "%2C")
            .replace('?', "%3F");
        let form = format!("message_id=m-{number}&text={text}");
        let path = format!("{}/turns", self.seat.path);
        let begun = Instant::now();
        let reply = self.connection.post(&path, &self.seat.cookie, &form).await;
        let took = begun.elapsed();
        assert_eq!(
            reply.status,
            303,
            "{}",
            String::from_utf8_lossy(&reply.body)
        );
        took
    }

    /// From now on this one says what that one says.
    pub fn say_the_same_as(&mut self, other: &Candidate) {
        // Numbers make the message ids, too: they only ever rise.
        let behind = (other.said % TALK.len() + TALK.len() - self.said % TALK.len()) % TALK.len();
        self.said += behind;
    }

    /// The page; how many bytes it has.
    pub async fn page(&mut self) -> usize {
        let reply = self
            .connection
            .get(&self.seat.path, &self.seat.cookie)
            .await;
        assert_eq!(reply.status, 200);
        reply.body.len()
    }

    /// Another window on the same interview.
    pub async fn watch(&self) -> Stream {
        // What is there already is no news; the reference has no windows, so the last seq is known.
        let address = self.connection.address.clone();
        let mut connection = Connection::open(&address).await;
        let request = format!(
            "GET {}/events?after={} HTTP/1.1\r\nHost: {address}\r\nCookie: {}\r\n\r\n",
            self.seat.path,
            1 + 2 * self.said,
            self.seat.cookie
        );
        connection
            .stream
            .write_all(request.as_bytes())
            .await
            .unwrap();
        let (reply, _) = connection.head().await;
        assert_eq!(reply.status, 200, "a window was turned away");
        Stream { connection }
    }

    /// Leaves the session open and hangs up.
    pub fn without_connection(self) -> Seat {
        self.seat
    }
}

/// A window that follows a session.
pub struct Stream {
    connection: Connection,
}

impl Stream {
    /// The id of the next event; none once the stream has ended.
    pub async fn next_event(&mut self) -> Option<u32> {
        let mut line = String::new();
        let mut id = None;
        loop {
            line.clear();
            if self.connection.stream.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            // Lengths of chunks and fields other than the id are passed over.
            if let Some(text) = line.strip_prefix("id:") {
                id = text.trim().parse().ok();
            }
            // The id comes before or after the data, in the same write; an empty line ends the event.
            if line == "\n" && id.is_some() {
                return id;
            }
        }
    }
}
