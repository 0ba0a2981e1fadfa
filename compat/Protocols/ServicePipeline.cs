using Amazon.Runtime.Internal;

namespace Amazon.Compat.Protocols;

internal static class ServicePipeline
{
    public static void UseRegionalSigV4(RuntimePipeline pipeline) => Use(pipeline, new SigV4AuthHandler());

    /// <summary>Puts endpoint and signature into a client's pipeline, in this order: the second one added runs first.</summary>
    public static void Use(RuntimePipeline pipeline, BaseAuthResolverHandler authentication)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new RegionalEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(authentication);
    }
}
