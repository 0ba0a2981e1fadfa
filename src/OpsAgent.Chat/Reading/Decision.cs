namespace OpsAgent.Chat.Reading;

public enum Decision
{
    Approve,
    Deny,
    Withdraw,
}
