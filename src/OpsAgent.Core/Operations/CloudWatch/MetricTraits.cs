using System.Collections.Frozen;

namespace OpsAgent.Core.Operations.CloudWatch;

/// <summary>What AWS's documentation says of a metric, which CloudWatch itself does not answer.</summary>
/// <param name="Unit">CloudWatch's word, or null where it is not known.</param>
/// <param name="Kind">What its samples are.</param>
/// <param name="IsSparse">Whether AWS reports it only when something happened, so that a missing datapoint is a zero.</param>
/// <param name="Usual">The statistic that AWS advises against what its kind says: a load balancer's nodes each report their own connections.</param>
internal sealed record MetricTraits(string? Unit, MetricKind Kind, bool IsSparse, string? Usual = null)
{
    private static readonly MetricTraits Unknown = new(null, MetricKind.Unknown, IsSparse: false);
    private static readonly MetricTraits Event = new("Count", MetricKind.Count, IsSparse: true);
    private static readonly MetricTraits Counter = new("Count", MetricKind.Count, IsSparse: false);
    private static readonly MetricTraits Volume = new("Bytes", MetricKind.Count, IsSparse: false);
    private static readonly MetricTraits Traffic = new("Bytes", MetricKind.Count, IsSparse: true);
    private static readonly MetricTraits Level = new("Count", MetricKind.Level, IsSparse: false);
    private static readonly MetricTraits Percent = new("Percent", MetricKind.Level, IsSparse: false);
    private static readonly MetricTraits Bytes = new("Bytes", MetricKind.Level, IsSparse: false);
    private static readonly MetricTraits Age = new("Seconds", MetricKind.Level, IsSparse: false);
    private static readonly MetricTraits Rate = new("Count/Second", MetricKind.Level, IsSparse: false);
    private static readonly MetricTraits ByteRate = new("Bytes/Second", MetricKind.Level, IsSparse: false);
    private static readonly MetricTraits Seconds = new("Seconds", MetricKind.Duration, IsSparse: false);
    private static readonly MetricTraits Milliseconds = new("Milliseconds", MetricKind.Duration, IsSparse: false);

    // From the metrics pages of each service's guide.
    private static readonly FrozenDictionary<(string Namespace, string Name), MetricTraits> Known = new (string Namespace, MetricTraits Traits, string Names)[]
    {
        ("AWS/ApiGateway", Event, "4XXError 5XXError 4xx 5xx Count CacheHitCount CacheMissCount ConnectCount MessageCount ClientError ExecutionError IntegrationError"),
        ("AWS/ApiGateway", Milliseconds, "Latency IntegrationLatency"),
        ("AWS/ApiGateway", Traffic, "DataProcessed"),
        ("AWS/ApplicationELB", Event, "NewConnectionCount RejectedConnectionCount RequestCount RequestCountPerTarget TargetConnectionErrorCount ClientTLSNegotiationErrorCount"),
        ("AWS/ApplicationELB", Event, "TargetTLSNegotiationErrorCount RuleEvaluations NonStickyRequestCount UnhealthyRoutingRequestCount GrpcRequestCount DesyncMitigationMode_NonCompliant_Request_Count DroppedInvalidHeaderRequestCount ForwardedInvalidHeaderRequestCount"),
        ("AWS/ApplicationELB", Event, "HTTPCode_ELB_3XX_Count HTTPCode_ELB_4XX_Count HTTPCode_ELB_5XX_Count HTTPCode_ELB_500_Count HTTPCode_ELB_502_Count HTTPCode_ELB_503_Count HTTPCode_ELB_504_Count"),
        ("AWS/ApplicationELB", Event, "HTTPCode_Target_2XX_Count HTTPCode_Target_3XX_Count HTTPCode_Target_4XX_Count HTTPCode_Target_5XX_Count HTTP_Redirect_Count HTTP_Fixed_Response_Count HTTP_Redirect_Url_Limit_Exceeded_Count"),
        ("AWS/ApplicationELB", Event, "LambdaInternalError LambdaUserError ELBAuthError ELBAuthFailure ELBAuthSuccess"),
        ("AWS/ApplicationELB", Level, "HealthyHostCount UnHealthyHostCount AnomalousHostCount MitigatedHostCount HealthyStateRouting UnhealthyStateRouting HealthyStateDNS UnhealthyStateDNS"),
        ("AWS/ApplicationELB", Level with { Usual = "Sum" }, "ActiveConnectionCount"),
        ("AWS/ApplicationELB", Traffic, "ProcessedBytes IPv6ProcessedBytes LambdaTargetProcessedBytes"),
        ("AWS/ApplicationELB", Seconds, "TargetResponseTime"),
        ("AWS/AutoScaling", Level, "GroupDesiredCapacity GroupInServiceInstances GroupMaxSize GroupMinSize GroupPendingInstances GroupStandbyInstances GroupTerminatingInstances GroupTotalInstances WarmPoolDesiredCapacity WarmPoolTotalCapacity"),
        ("AWS/CloudFront", Percent, "4xxErrorRate 5xxErrorRate TotalErrorRate CacheHitRate 401ErrorRate 403ErrorRate 404ErrorRate 502ErrorRate 503ErrorRate 504ErrorRate"),
        ("AWS/CloudFront", Counter, "Requests"),
        ("AWS/CloudFront", Volume, "BytesDownloaded BytesUploaded"),
        ("AWS/CloudFront", Milliseconds, "OriginLatency"),
        ("AWS/DynamoDB", Event, "ThrottledRequests ReadThrottleEvents WriteThrottleEvents UserErrors SystemErrors ConditionalCheckFailedRequests TransactionConflict ReturnedItemCount ConsumedReadCapacityUnits ConsumedWriteCapacityUnits TimeToLiveDeletedItemCount"),
        ("AWS/DynamoDB", Level, "ProvisionedReadCapacityUnits ProvisionedWriteCapacityUnits AccountMaxReads AccountMaxWrites"),
        ("AWS/DynamoDB", Milliseconds, "SuccessfulRequestLatency ReplicationLatency"),
        ("AWS/EBS", Counter, "VolumeReadOps VolumeWriteOps"),
        ("AWS/EBS", Volume, "VolumeReadBytes VolumeWriteBytes"),
        ("AWS/EBS", Level, "VolumeQueueLength VolumeStalledIOCheck VolumeIOPSExceededCheck VolumeThroughputExceededCheck"),
        ("AWS/EBS", Percent, "BurstBalance VolumeThroughputPercentage"),
        ("AWS/EC2", Percent, "CPUUtilization EBSIOBalance% EBSByteBalance%"),
        ("AWS/EC2", Volume, "NetworkIn NetworkOut DiskReadBytes DiskWriteBytes EBSReadBytes EBSWriteBytes"),
        ("AWS/EC2", Counter, "NetworkPacketsIn NetworkPacketsOut DiskReadOps DiskWriteOps EBSReadOps EBSWriteOps CPUCreditUsage MetadataNoToken"),
        ("AWS/EC2", Level, "CPUCreditBalance CPUSurplusCreditBalance CPUSurplusCreditsCharged StatusCheckFailed StatusCheckFailed_Instance StatusCheckFailed_System StatusCheckFailed_AttachedEBS"),
        ("AWS/ECS", Percent, "CPUUtilization MemoryUtilization CPUReservation MemoryReservation GPUReservation EBSFilesystemUtilization"),
        ("AWS/ECS", Level, "ActiveConnectionCount"),
        ("ECS/ContainerInsights", Level, "RunningTaskCount DesiredTaskCount PendingTaskCount TaskCount ServiceCount DeploymentCount TaskSetCount ContainerInstanceCount CpuUtilized CpuReserved"),
        ("AWS/EFS", Percent, "PercentIOLimit"),
        ("AWS/EFS", Level, "ClientConnections"),
        ("AWS/EFS", Bytes, "BurstCreditBalance StorageBytes PermittedThroughput"),
        ("AWS/ElastiCache", Percent, "CPUUtilization EngineCPUUtilization DatabaseMemoryUsagePercentage CacheHitRate"),
        ("AWS/ElastiCache", Level, "CurrConnections CurrItems CPUCreditBalance"),
        ("AWS/ElastiCache", Counter, "Evictions NewConnections CacheHits CacheMisses Reclaimed GetTypeCmds SetTypeCmds"),
        ("AWS/ElastiCache", Bytes, "FreeableMemory SwapUsage BytesUsedForCache"),
        ("AWS/ElastiCache", Age, "ReplicationLag"),
        ("AWS/ELB", Event, "BackendConnectionErrors HTTPCode_Backend_2XX HTTPCode_Backend_3XX HTTPCode_Backend_4XX HTTPCode_Backend_5XX HTTPCode_ELB_4XX HTTPCode_ELB_5XX RequestCount SpilloverCount"),
        ("AWS/ELB", Level, "HealthyHostCount UnHealthyHostCount SurgeQueueLength"),
        ("AWS/ELB", Seconds, "Latency"),
        ("AWS/Events", Event, "Invocations FailedInvocations TriggeredRules MatchedEvents ThrottledRules DeadLetterInvocations InvocationsFailedToBeSentToDlq InvocationsSentToDlq InvocationAttempts RetryInvocationAttempts SuccessfulInvocationAttempts"),
        ("AWS/GatewayELB", Level, "HealthyHostCount UnHealthyHostCount ActiveFlowCount"),
        ("AWS/GatewayELB", Event, "NewFlowCount RejectedFlowCount"),
        ("AWS/GatewayELB", Traffic, "ProcessedBytes"),
        ("AWS/Kinesis", Event, "ReadProvisionedThroughputExceeded WriteProvisionedThroughputExceeded IncomingRecords GetRecords.Records PutRecord.Success PutRecords.ThrottledRecords PutRecords.FailedRecords"),
        ("AWS/Kinesis", Traffic, "IncomingBytes GetRecords.Bytes"),
        ("AWS/Kinesis", new("Milliseconds", MetricKind.Level, IsSparse: false), "GetRecords.IteratorAgeMilliseconds"),
        ("AWS/Lambda", Event, "Errors Throttles Invocations DeadLetterErrors DestinationDeliveryFailures AsyncEventsReceived AsyncEventsDropped ProvisionedConcurrencyInvocations ProvisionedConcurrencySpilloverInvocations RecursiveInvocationsDropped OversizedRecordCount"),
        ("AWS/Lambda", Level, "ConcurrentExecutions UnreservedConcurrentExecutions ProvisionedConcurrentExecutions ClaimedAccountConcurrency"),
        ("AWS/Lambda", Percent, "ProvisionedConcurrencyUtilization"),
        ("AWS/Lambda", Milliseconds, "Duration PostRuntimeExtensionsDuration"),
        ("AWS/Lambda", new("Milliseconds", MetricKind.Level, IsSparse: false), "IteratorAge AsyncEventAge OffsetLag"),
        ("AWS/Logs", Event, "IncomingLogEvents ForwardedLogEvents DeliveryErrors DeliveryThrottling EMFParsingErrors EMFValidationErrors ThrottleCount ErrorCount"),
        ("AWS/Logs", Traffic, "IncomingBytes ForwardedBytes"),
        ("AWS/NATGateway", Event, "ErrorPortAllocation PacketsDropCount IdleTimeoutCount ConnectionAttemptCount ConnectionEstablishedCount"),
        ("AWS/NATGateway", Level, "ActiveConnectionCount"),
        ("AWS/NATGateway", Volume, "BytesInFromDestination BytesInFromSource BytesOutToDestination BytesOutToSource"),
        ("AWS/NetworkELB", Level, "HealthyHostCount UnHealthyHostCount ActiveFlowCount ActiveFlowCount_TCP ActiveFlowCount_TLS ActiveFlowCount_UDP ActiveZonalShiftHostCount"),
        ("AWS/NetworkELB", Event, "UnhealthyRoutingFlowCount NewFlowCount NewFlowCount_TCP NewFlowCount_TLS NewFlowCount_UDP TCP_Client_Reset_Count TCP_ELB_Reset_Count TCP_Target_Reset_Count ClientTLSNegotiationErrorCount TargetTLSNegotiationErrorCount PortAllocationErrorCount RejectedFlowCount RejectedFlowCount_TCP ProcessedPackets SecurityGroupBlockedFlowCount_Inbound_TCP"),
        ("AWS/NetworkELB", Traffic, "ProcessedBytes ProcessedBytes_TCP ProcessedBytes_TLS ProcessedBytes_UDP"),
        ("AWS/RDS", Percent, "CPUUtilization BurstBalance EBSIOBalance% EBSByteBalance% BufferCacheHitRatio ACUUtilization"),
        ("AWS/RDS", Level, "DatabaseConnections DiskQueueDepth CPUCreditBalance ServerlessDatabaseCapacity MaximumUsedTransactionIDs"),
        ("AWS/RDS", Counter, "CPUCreditUsage Deadlocks LoginFailures"),
        ("AWS/RDS", Bytes, "FreeStorageSpace FreeableMemory FreeLocalStorage SwapUsage BinLogDiskUsage TransactionLogsDiskUsage OldestReplicationSlotLag"),
        ("AWS/RDS", Age, "ReplicaLag ReadLatency WriteLatency"),
        ("AWS/RDS", new("Milliseconds", MetricKind.Level, IsSparse: false), "AuroraReplicaLag CommitLatency SelectLatency DMLLatency"),
        ("AWS/RDS", Rate, "ReadIOPS WriteIOPS"),
        ("AWS/RDS", ByteRate, "ReadThroughput WriteThroughput NetworkReceiveThroughput NetworkTransmitThroughput"),
        ("AWS/S3", Event, "AllRequests GetRequests PutRequests DeleteRequests HeadRequests PostRequests ListRequests SelectRequests 4xxErrors 5xxErrors OperationsFailedReplication OperationsPendingReplication"),
        ("AWS/S3", Level, "NumberOfObjects"),
        ("AWS/S3", Bytes, "BucketSizeBytes"),
        ("AWS/S3", Traffic, "BytesDownloaded BytesUploaded"),
        ("AWS/S3", Milliseconds, "FirstByteLatency TotalRequestLatency"),
        ("AWS/SNS", Event, "NumberOfMessagesPublished NumberOfNotificationsDelivered NumberOfNotificationsFailed NumberOfNotificationsFilteredOut NumberOfNotificationsRedrivenToDlq NumberOfNotificationsFailedToRedriveToDlq"),
        ("AWS/SQS", Event, "NumberOfMessagesSent NumberOfMessagesReceived NumberOfMessagesDeleted NumberOfEmptyReceives NumberOfDeduplicatedSentMessages"),
        ("AWS/SQS", Level, "ApproximateNumberOfMessagesVisible ApproximateNumberOfMessagesNotVisible ApproximateNumberOfMessagesDelayed ApproximateNumberOfGroupsWithInflightMessages"),
        ("AWS/SQS", Age, "ApproximateAgeOfOldestMessage"),
        ("AWS/SageMaker", Event, "Invocation4XXErrors Invocation5XXErrors InvocationModelErrors Invocations InvocationsPerInstance"),
        ("AWS/States", Event, "ExecutionsFailed ExecutionsStarted ExecutionsSucceeded ExecutionsAborted ExecutionsTimedOut ExecutionThrottled ActivitiesFailed ActivitiesTimedOut LambdaFunctionsFailed LambdaFunctionsTimedOut ServiceIntegrationsFailed ServiceIntegrationsTimedOut ThrottledEvents"),
        ("AWS/States", Milliseconds, "ExecutionTime ActivityRunTime LambdaFunctionRunTime ServiceIntegrationRunTime"),
        ("AWS/WAFV2", Event, "AllowedRequests BlockedRequests CountedRequests CaptchaRequests ChallengeRequests PassedRequests"),
    }
        .SelectMany(row => row.Names.Split(' ').Select(name => KeyValuePair.Create((row.Namespace, name), row.Traits)))
        .ToFrozenDictionary();

    public static MetricTraits Of(string @namespace, string name) => Known.GetValueOrDefault((@namespace, name), Unknown);

    /// <summary>The statistic that says most of it; of what is not known, CloudWatch's own.</summary>
    public string UsualStatistic => Usual ?? Kind switch { MetricKind.Count => "Sum", MetricKind.Duration => "p95", _ => "Average" };

    public bool IsKnown => this != Unknown;
}

/// <summary>What a metric's samples are.</summary>
internal enum MetricKind
{
    Unknown,

    /// <summary>How much there is at a moment: samples must not be added up.</summary>
    Level,

    /// <summary>What happened in the period: the sum counts.</summary>
    Count,

    /// <summary>How long each of many things took: percentiles tell.</summary>
    Duration,
}
