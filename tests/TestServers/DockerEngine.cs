using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;

namespace VectorCare.TestServers;

/// <summary>Containers of whichever Docker engine answers. With <c>VECTORCARE_CONTAINER_NETWORK=host</c> they share the machine's network: that is for an engine without a bridge, and for images that listen on loopback.</summary>
public static class DockerEngine
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Whether containers share the machine's network.</summary>
    public static bool OnHost { get; } = Environment.GetEnvironmentVariable("VECTORCARE_CONTAINER_NETWORK") == "host";

    /// <summary>The image that a variable names, or the usual one.</summary>
    public static string Image(string variable, string usual) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given ? given : usual;

    /// <summary>Begins a container with a port that the test can reach.</summary>
    /// <param name="image">Its image.</param>
    /// <param name="port">Port that it listens on.</param>
    /// <param name="outside">Port outside, or null for a free one.</param>
    public static ContainerBuilder Of(string image, int port, int? outside = null)
    {
        var builder = new ContainerBuilder(image);
        if (OnHost)
            return builder.WithCreateParameterModifier(p => (p.HostConfig ??= new HostConfig()).NetworkMode = "host");
        return outside is { } given ? builder.WithPortBinding(given, port) : builder.WithPortBinding(port, assignRandomHostPort: true);
    }

    /// <summary>Starts it; skips the test where no engine answers or the image is neither here nor in reach.</summary>
    /// <param name="configure">Makes the builder: already that looks for an engine.</param>
    /// <param name="required">False: it is skipped even where containers are required.</param>
    public static async Task<IContainer> StartAsync(Func<ContainerBuilder> configure, bool required = true)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        IContainer? container = null;
        try
        {
            container = configure().Build();
            await container.StartAsync(patience.Token);
            return container;
        }
        catch (Exception error) when (error is DockerUnavailableException or ArgumentException)
        {
            throw MissingServer.Because("Docker does not answer, or not to this client: DOCKER_HOST and DOCKER_API_VERSION say which.", required);
        }
        catch (Exception error) when (error is Docker.DotNet.DockerApiException)
        {
            if (container is not null)
                await container.DisposeAsync();
            throw MissingServer.Because($"{container?.Image.FullName} does not start: {error.Message}", required);
        }
    }
}
