using System.Text.Json.Serialization;

namespace OpsAgent.Core.Primitives;

/// <summary>
/// The error codes of the HTTP contract. Callers match on the JSON names, so a released name never
/// changes.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<ErrorCode>))]
public enum ErrorCode
{
    [JsonStringEnumMemberName("AUTHENTICATION_FAILED")]
    AuthenticationFailed,

    [JsonStringEnumMemberName("USER_NOT_AUTHORIZED")]
    UserNotAuthorized,

    [JsonStringEnumMemberName("ROLE_REQUIRED")]
    RoleRequired,

    [JsonStringEnumMemberName("NOT_JSON")]
    NotJson,

    [JsonStringEnumMemberName("NOT_FOUND")]
    NotFound,

    [JsonStringEnumMemberName("METHOD_NOT_ALLOWED")]
    MethodNotAllowed,

    [JsonStringEnumMemberName("PAYLOAD_TOO_LARGE")]
    PayloadTooLarge,

    [JsonStringEnumMemberName("UNSUPPORTED_MEDIA_TYPE")]
    UnsupportedMediaType,

    [JsonStringEnumMemberName("RATE_LIMITED")]
    RateLimited,

    [JsonStringEnumMemberName("VALIDATION_ERROR")]
    ValidationError,

    [JsonStringEnumMemberName("UNKNOWN_OPERATION")]
    UnknownOperation,

    [JsonStringEnumMemberName("RESOURCE_NOT_FOUND")]
    ResourceNotFound,

    [JsonStringEnumMemberName("TAG_VALIDATION_FAILED")]
    TagValidationFailed,

    [JsonStringEnumMemberName("POLICY_DENIED")]
    PolicyDenied,

    [JsonStringEnumMemberName("RESOURCE_BUSY")]
    ResourceBusy,

    [JsonStringEnumMemberName("WRITES_DISABLED")]
    WritesDisabled,

    [JsonStringEnumMemberName("APPROVAL_TOKEN_INVALID")]
    ApprovalTokenInvalid,

    [JsonStringEnumMemberName("APPROVAL_EXPIRED")]
    ApprovalExpired,

    [JsonStringEnumMemberName("ALREADY_DECIDED")]
    AlreadyDecided,

    [JsonStringEnumMemberName("SELF_APPROVAL_FORBIDDEN")]
    SelfApprovalForbidden,

    [JsonStringEnumMemberName("VERIFIED_IDENTITY_REQUIRED")]
    VerifiedIdentityRequired,

    [JsonStringEnumMemberName("PLAN_CHANGED")]
    PlanChanged,

    [JsonStringEnumMemberName("AWS_ACCESS_DENIED")]
    AwsAccessDenied,

    [JsonStringEnumMemberName("AWS_THROTTLED")]
    AwsThrottled,

    [JsonStringEnumMemberName("AWS_SERVICE_ERROR")]
    AwsServiceError,

    [JsonStringEnumMemberName("OUTCOME_UNKNOWN")]
    OutcomeUnknown,

    [JsonStringEnumMemberName("RECORD_UNREADABLE")]
    RecordUnreadable,

    [JsonStringEnumMemberName("INTERNAL_ERROR")]
    InternalError,
}
