use genesis_aws::Cloud;
use genesis_http::Function;

use crate::{
    announce_audit, configure_rate_limits, confirm_second_factor, create_api_key, end_all_sessions, end_session, enrol_second_factor,
    export_rate_limits, get_breaker_health, get_breaker_metrics, get_client_status, get_rate_limits, get_second_factor, list_api_keys,
    list_security_events, list_sessions, manage_client, open_breaker, open_session, record_audit_event, remove_second_factor,
    renew_recovery_codes, reset_breaker, revoke_api_key, rotate_api_key, seal_audit_records,
};

/// The functions of this domain.
pub fn functions() -> Vec<Function<Cloud>> {
    vec![
        create_api_key::function(),
        list_api_keys::function(),
        rotate_api_key::function(),
        revoke_api_key::function(),
        open_session::function(),
        list_sessions::function(),
        end_session::function(),
        end_all_sessions::function(),
        enrol_second_factor::function(),
        confirm_second_factor::function(),
        get_second_factor::function(),
        remove_second_factor::function(),
        renew_recovery_codes::function(),
        configure_rate_limits::function(),
        export_rate_limits::function(),
        get_breaker_health::function(),
        get_breaker_metrics::function(),
        get_client_status::function(),
        get_rate_limits::function(),
        manage_client::function(),
        open_breaker::function(),
        reset_breaker::function(),
        announce_audit::function(),
        seal_audit_records::function(),
        record_audit_event::function(),
        list_security_events::function(),
    ]
}
