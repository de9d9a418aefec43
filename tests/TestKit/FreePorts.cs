using System.Net;
using System.Net.Sockets;

namespace VectorCare.TestKit;

/// <summary>Loopback ports below the range that the system hands out by itself. Each process has blocks of its own, so that nobody takes a port before it is listened on.</summary>
public static class FreePorts
{
    private const int First = 20_000;
    private const int Blocks = 120;
    private const int Size = 100;
    private static readonly Lock Gate = new();
    private static readonly string Folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "vectorcare-ports")).FullName;

    /// <summary>Held until the process ends, however it ends.</summary>
    private static readonly List<(FileStream Held, int Start)> Own = [];

    private static int _next;

    /// <summary>A port on which nobody listens; one that was handed out comes again only when no block is free.</summary>
    /// <returns>20,000 to 31,999.</returns>
    /// <exception cref="InvalidOperationException">Other processes have all blocks.</exception>
    public static int Next()
    {
        lock (Gate)
        {
            while (true)
            {
                if (_next == Own.Count * Size && !TryTake())
                    _next = Own.Count > 0 ? 0 : throw new InvalidOperationException($"All blocks of ports are taken: {Folder}.");
                var port = Own[_next / Size].Start + (_next % Size);
                _next++;
                try
                {
                    using var probe = new TcpListener(IPAddress.Loopback, port);
                    probe.Start();
                    return port;
                }
                catch (SocketException)
                {
                    // Taken: the next one.
                }
            }
        }
    }

    private static bool TryTake()
    {
        for (var i = 0; i < Blocks; i++)
        {
            var block = (Environment.ProcessId + i) % Blocks;
            if (Own.Exists(o => o.Start == First + (block * Size)))
                continue;
            try
            {
                Own.Add((new FileStream(Path.Combine(Folder, $"{block}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), First + (block * Size)));
                return true;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Another process has it.
            }
        }

        return false;
    }
}
