using Amazon.Runtime.Internal;

namespace Amazon.Compat.Protocols;

internal static class ServicePipeline
{
    /// <summary>Puts endpoint and signature into a client's pipeline, in this order: the second one added runs first.</summary>
    public static void UseRegionalSigV4(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new RegionalEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new SigV4AuthHandler());
    }
}
