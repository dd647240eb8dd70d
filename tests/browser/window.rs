//! A real browser: Debian's Chromium through its driver. `script/test` installs both.

use std::future::Future;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::cdp::Cdp;
use thirtyfour::prelude::*;
use thirtyfour::{ChromiumLikeCapabilities, LoggingPrefsLogLevel};
use tokio::sync::Mutex;

use crate::house::House;

/// How long a page may take to become what a test waits for; a busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(30);

/// One browser at a time: more of them on a small machine only wait for each other.
static TURN: Mutex<()> = Mutex::const_new(());

struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    fn start() -> Driver {
        // It looks for a free port and then takes it: another process may be faster in between.
        const ATTEMPTS: usize = 5;
        let started = (0..ATTEMPTS).find_map(|_| {
            let mut process = Command::new("chromedriver")
                .arg("--port=0")
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .expect("chromedriver is missing: script/test installs it");
            let lines = BufReader::new(process.stdout.take().unwrap()).lines();
            let port = lines.map_while(Result::ok).find_map(|line| {
                line.split("successfully on port ")
                    .nth(1)?
                    .trim_matches('.')
                    .parse()
                    .ok()
            });
            if port.is_none() {
                let _ = process.kill();
                let _ = process.wait();
            }
            Some((process, port?))
        });
        let (process, port) = started.expect("chromedriver says its port");
        Driver { process, port }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A window of a browser on a house.
#[derive(Clone)]
pub struct Window {
    pub driver: WebDriver,
    address: String,
    chromedriver: String,
    opened: Opened,
}

/// Opens a browser on a house, lets `test` use it, and ends it, whatever comes of the test.
pub async fn with_browser<F>(test: impl FnOnce(Window, std::sync::Arc<House>) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let _turn = TURN.lock().await;
    let house = std::sync::Arc::new(House::open().await);
    let driver = Driver::start();
    let opened = Arc::new(std::sync::Mutex::new(Vec::new()));
    let address = format!("http://127.0.0.1:{}", driver.port);
    let web = open_browser(&address, &opened).await;
    let window = Window {
        driver: web,
        address: house.address.clone(),
        chromedriver: address,
        opened: Arc::clone(&opened),
    };
    // A task of its own, so that a failed test comes back as a value and the browser is ended all the same.
    let done = tokio::spawn(test(window, house.clone())).await;
    let browsers = std::mem::take(&mut *opened.lock().unwrap());
    let mut quits = Vec::new();
    for (browser, profile) in browsers {
        quits.push(browser.quit().await);
        drop(profile);
    }
    drop(driver);
    if let Err(failed) = done {
        std::panic::resume_unwind(failed.into_panic());
    }
    for quit in quits {
        quit.unwrap();
    }
}

/// The browsers of a test, each with the folder of its profile.
type Opened = Arc<std::sync::Mutex<Vec<(WebDriver, tempfile::TempDir)>>>;

/// Starts a browser with a profile of its own.
async fn open_browser(chromedriver: &str, opened: &Opened) -> WebDriver {
    let profile = tempfile::TempDir::new().unwrap();
    let mut caps = DesiredCapabilities::chrome();
    caps.set_binary("/usr/bin/chromium").unwrap();
    for argument in [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-sync",
        "--no-first-run",
        "--window-size=1280,900",
        "--hide-scrollbars",
        "--force-prefers-reduced-motion",
        &format!("--user-data-dir={}", profile.path().display()),
    ] {
        caps.add_arg(argument).unwrap();
    }
    caps.set_browser_log_level(LoggingPrefsLogLevel::All)
        .unwrap();
    let web = WebDriver::new(chromedriver, caps)
        .await
        .expect("Chromium starts");
    web.set_script_timeout(PATIENCE).await.unwrap();
    opened.lock().unwrap().push((web.clone(), profile));
    web
}

impl Window {
    /// A window of another browser, which shares nothing with this one, on the same house.
    pub async fn elsewhere(&self) -> Window {
        Window {
            driver: open_browser(&self.chromedriver, &self.opened).await,
            ..self.clone()
        }
    }

    pub async fn open(&self, path: &str) {
        self.driver
            .goto(format!("{}{path}", self.address))
            .await
            .unwrap();
    }

    /// Makes the window the browser that has this cookie, `NAME=VALUE`. A page of ours must be open.
    pub async fn be(&self, cookie: &str) {
        let (name, value) = cookie.split_once('=').unwrap();
        self.driver.delete_all_cookies().await.unwrap();
        let cookie = Cookie::new(name, value);
        self.driver.add_cookie(cookie).await.unwrap();
    }

    /// Whether no alert, question or prompt stands in the way.
    pub async fn no_dialog(&self) -> bool {
        self.driver.get_alert_text().await.is_err()
    }

    /// The path of the page.
    pub async fn path(&self) -> String {
        let url = self.driver.current_url().await.unwrap();
        url.path().to_owned()
    }

    /// What an expression is worth in the page.
    pub async fn value(&self, expression: &str) -> Value {
        let script = format!("return {expression};");
        self.driver
            .execute(script, vec![])
            .await
            .unwrap()
            .json()
            .clone()
    }

    /// Waits until the expression is true, over page loads if need be.
    pub async fn until(&self, expression: &str) {
        let script = format!(
            "const done = arguments[arguments.length - 1];
            const holds = () => {{ try {{ return Boolean({expression}); }} catch {{ return false; }} }};
            const look = () => holds() ? done(true) : setTimeout(look, 20);
            look();"
        );
        let begun = Instant::now();
        loop {
            let looked = self.driver.execute_async(script.as_str(), vec![]).await;
            match looked {
                Ok(_) => return,
                // The page went away under the script: look again at the next one.
                Err(_) if begun.elapsed() < PATIENCE => {}
                Err(_) => {
                    let text = self.value("document.body.innerText").await;
                    panic!("it never came true: {expression}\n{text}");
                }
            }
        }
    }

    pub async fn find(&self, selector: &str) -> WebElement {
        let found = self.driver.find(By::Css(selector)).await;
        found.unwrap_or_else(|_| panic!("no {selector} in the page"))
    }

    pub async fn click(&self, selector: &str) {
        // To the middle first: at the edges, what sticks there lies above it.
        let middle = "arguments[0].scrollIntoView({ block: 'center' })";
        let element = self.find(selector).await;
        let at = vec![element.to_json().unwrap()];
        self.driver.execute(middle, at).await.unwrap();
        element.click().await.unwrap();
    }

    pub async fn keys(&self, keys: impl Into<TypingData>) {
        let chain = self.driver.action_chain().send_keys(keys);
        chain.perform().await.unwrap();
    }

    /// Presses Ctrl and Enter together.
    pub async fn send(&self) {
        let chain = self.driver.action_chain().key_down(Key::Control);
        let chain = chain.send_keys(Key::Enter).key_up(Key::Control);
        chain.perform().await.unwrap();
    }

    /// Goes on with the Tab key until this has the focus.
    pub async fn tab_to(&self, selector: &str) {
        let there = format!("document.activeElement.matches('{selector}')");
        for _ in 0..80 {
            if self.value(&there).await == json!(true) {
                return;
            }
            self.keys(Key::Tab).await;
        }
        panic!("the Tab key never reached {selector}");
    }

    /// Starts an interview through the form of the start page.
    pub async fn start(&self, mode: &str) {
        self.start_on("guest-book", mode).await;
    }

    pub async fn start_on(&self, scenario: &str, mode: &str) {
        self.open("/").await;
        self.click(&format!("#{scenario} .go a")).await;
        self.until("document.querySelector('.setup')").await;
        self.click(&format!("input[value={mode}]")).await;
        self.click(".setup .main").await;
        self.until("document.querySelector('#turn-1')").await;
    }

    /// Types a message and sends it with the keyboard; returns once turn `seq` is there.
    pub async fn say(&self, text: &str, seq: u32) {
        let composer = self.find("#text").await;
        composer.send_keys(text).await.unwrap();
        composer.send_keys(Key::Control + Key::Enter).await.unwrap();
        self.until(&format!("document.querySelector('#turn-{seq}')"))
            .await;
        self.until("!document.querySelector('#text')?.readOnly")
            .await;
    }

    /// Shows the page in a scheme of colours and a width.
    pub async fn look(&self, scheme: &str, width: u32, height: u32) {
        let tools = Cdp::new(self.driver.handle().clone());
        let scheme = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        let done = tools.send_raw("Emulation.setEmulatedMedia", scheme);
        done.await.unwrap();
        let size =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        let done = tools.send_raw("Emulation.setDeviceMetricsOverride", size);
        done.await.unwrap();
    }

    /// What the browser complained about: broken scripts, and what the policy kept out. That a page is missing or a
    /// message refused is no complaint.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.driver.browser_log().await.unwrap();
        log.into_iter()
            .map(|entry| entry.message)
            .filter(|message| !message.contains("the server responded with a status of"))
            .collect()
    }
}
