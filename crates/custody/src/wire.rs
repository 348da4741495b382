//! One call over HTTP: no redirects followed, limited in time and size.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs::default_provider,
    pki_types::{CertificateDer, pem::PemObject},
};

/// Larger answers are not read to their end.
const LARGEST_ANSWER: usize = 64 * 1024;

pub(crate) struct Wire {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    patience: Duration,
}

/// Why there is no answer.
pub(crate) enum Silence {
    Away,
    Slow,
    Unreadable,
}

impl Wire {
    /// Trusts these certificates, in PEM, and no others; those that browsers trust when there are none.
    pub(crate) fn new(certificates: Option<&[u8]>, patience: Duration) -> Result<Wire, &'static str> {
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_nodelay(true);
        let builder = match certificates {
            None => HttpsConnectorBuilder::new().with_webpki_roots(),
            Some(pem) => HttpsConnectorBuilder::new().with_tls_config(trusting(pem)?),
        };
        let https = builder.https_or_http().enable_http1().wrap_connector(http);
        Ok(Wire { client: Client::builder(TokioExecutor::new()).build(https), patience })
    }

    pub(crate) async fn call(&self, request: Request<Full<Bytes>>) -> Result<(StatusCode, Bytes), Silence> {
        let answer = async {
            let response = self.client.request(request).await.map_err(|_| Silence::Away)?;
            let status = response.status();
            let body = Limited::new(response.into_body(), LARGEST_ANSWER).collect().await;
            Ok((status, body.map_err(|_| Silence::Unreadable)?.to_bytes()))
        };
        tokio::time::timeout(self.patience, answer).await.unwrap_or(Err(Silence::Slow))
    }
}

fn trusting(pem: &[u8]) -> Result<ClientConfig, &'static str> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|_| "the file of certificates is not PEM")?;
        roots.add(certificate).map_err(|_| "a certificate in the file of certificates cannot be used")?;
    }
    if roots.is_empty() {
        return Err("the file of certificates has none");
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(default_provider()));
    let builder = builder.with_safe_default_protocol_versions().map_err(|_| "TLS cannot be used")?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}
