//! Keys that say by their prefix who issued them, from the issuers' documentation.

use crate::Kind::{self, ApiKey, Password};

pub(super) struct Issued {
    pub begins: &'static str,
    pub name: &'static str,
    pub form: &'static str,
    pub kind: Kind,
    pub confidence: f64,
    /// Whether words of prose have the form too, unless there is a figure in it.
    pub has_figures: bool,
}

const fn key(begins: &'static str, name: &'static str, form: &'static str) -> Issued {
    Issued { begins, name, form, kind: ApiKey, confidence: 0.97, has_figures: false }
}

const fn key_with_figures(begins: &'static str, name: &'static str, form: &'static str) -> Issued {
    Issued { has_figures: true, ..key(begins, name, form) }
}

pub(super) const ISSUED: &[Issued] = &[
    key("AKIA", "aws access key", r"AKIA[A-Z0-9]{16}\b"),
    key("ASIA", "aws temporary key", r"ASIA[A-Z0-9]{16}\b"),
    key("ghp_", "github token", r"ghp_[A-Za-z0-9]{30,255}"),
    key("gho_", "github token", r"gho_[A-Za-z0-9]{30,255}"),
    key("ghu_", "github token", r"ghu_[A-Za-z0-9]{30,255}"),
    key("ghs_", "github token", r"ghs_[A-Za-z0-9]{30,255}"),
    key("ghr_", "github token", r"ghr_[A-Za-z0-9]{30,255}"),
    key("github_pat_", "github token", r"github_pat_[A-Za-z0-9_]{22,255}"),
    key("glpat-", "gitlab token", r"glpat-[A-Za-z0-9_-]{20,64}"),
    key("gldt-", "gitlab deploy token", r"gldt-[A-Za-z0-9_-]{20,64}"),
    key_with_figures("sk-", "model provider key", r"sk-[A-Za-z0-9_-]{17,250}"),
    key("sk_live_", "stripe key", r"sk_live_[A-Za-z0-9]{16,255}"),
    key("sk_test_", "stripe key", r"sk_test_[A-Za-z0-9]{16,255}"),
    key("rk_live_", "stripe key", r"rk_live_[A-Za-z0-9]{16,255}"),
    key("pk_live_", "stripe key", r"pk_live_[A-Za-z0-9]{16,255}"),
    key("pk_test_", "stripe key", r"pk_test_[A-Za-z0-9]{16,255}"),
    key("whsec_", "stripe webhook secret", r"whsec_[A-Za-z0-9+/=]{24,255}"),
    key("xoxb-", "slack token", r"xoxb-[A-Za-z0-9-]{10,250}"),
    key("xoxp-", "slack token", r"xoxp-[A-Za-z0-9-]{10,250}"),
    key("xoxa-", "slack token", r"xoxa-[A-Za-z0-9-]{10,250}"),
    key("xoxr-", "slack token", r"xoxr-[A-Za-z0-9-]{10,250}"),
    key("xoxs-", "slack token", r"xoxs-[A-Za-z0-9-]{10,250}"),
    key("xapp-", "slack token", r"xapp-[A-Za-z0-9-]{10,250}"),
    key("hooks.slack.com/services/", "slack webhook", r"hooks\.slack\.com/services/T[A-Z0-9]{6,14}/B[A-Z0-9]{6,14}/[A-Za-z0-9]{16,32}"),
    key("AIza", "google key", r"AIza[0-9A-Za-z_-]{35}"),
    key("ya29.", "google token", r"ya29\.[0-9A-Za-z_-]{20,1000}"),
    key("GOCSPX-", "google client secret", r"GOCSPX-[0-9A-Za-z_-]{28}"),
    key("eyJ", "json web token", r"eyJ[A-Za-z0-9_-]{8,1000}\.[A-Za-z0-9_-]{8,1000}(?:\.[A-Za-z0-9_-]{0,1000})?"),
    key("SG.", "sendgrid key", r"SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}"),
    key("npm_", "package registry token", r"npm_[A-Za-z0-9]{36}\b"),
    key("pypi-AgE", "package registry token", r"pypi-AgE[A-Za-z0-9_-]{50,1000}"),
    key("hf_", "model hub token", r"hf_[A-Za-z0-9]{30,40}\b"),
    key("dop_v1_", "digitalocean token", r"dop_v1_[a-f0-9]{64}"),
    key("shpat_", "shopify token", r"shpat_[a-fA-F0-9]{32}"),
    key("shpss_", "shopify secret", r"shpss_[a-fA-F0-9]{32}"),
    key("SK", "twilio key", r"SK[a-f0-9]{32}\b"),
    key("key-", "mailgun key", r"key-[a-f0-9]{32}\b"),
    key("EAACEdEose0cBA", "facebook token", r"EAACEdEose0cBA[0-9A-Za-z]{10,300}"),
    key("amzn.mws.", "amazon token", r"amzn\.mws\.[0-9a-f-]{36}"),
    key("AGE-SECRET-KEY-1", "age key", r"AGE-SECRET-KEY-1[A-Z0-9]{50,60}"),
    key("sq0atp-", "square token", r"sq0atp-[0-9A-Za-z_-]{22}"),
    key("sq0csp-", "square secret", r"sq0csp-[0-9A-Za-z_-]{43}"),
    key("glsa_", "grafana token", r"glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}"),
    key("lin_api_", "linear key", r"lin_api_[A-Za-z0-9]{30,50}"),
    key("NRAK-", "new relic key", r"NRAK-[A-Z0-9]{27}"),
    key("hvs.", "vault token", r"hvs\.[A-Za-z0-9_-]{20,200}"),
    key("dapi", "databricks token", r"dapi[a-f0-9]{32}\b"),
    key("gsk_", "model provider key", r"gsk_[A-Za-z0-9]{40,60}"),
    key("xai-", "model provider key", r"xai-[A-Za-z0-9]{40,100}"),
    key("r8_", "model provider key", r"r8_[A-Za-z0-9]{30,45}"),
    key("gns_", "genesis key", r"gns_[A-Za-z0-9]{4,64}_[A-Za-z0-9_-]{16,100}"),
    Issued {
        begins: "://",
        name: "password in an address",
        form: r"://[^\s/:@]{1,64}:[^\s/:@]{3,128}@",
        kind: Password,
        confidence: 0.9,
        has_figures: false,
    },
];
