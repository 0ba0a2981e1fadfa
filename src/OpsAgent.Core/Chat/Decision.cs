namespace OpsAgent.Core.Chat;

public enum Decision
{
    Approve,
    Deny,
    Withdraw,
}
