using System.Diagnostics;

namespace VectorCare.Ingest.Tests.Servers;

/// <summary>A disk of few MB in memory, so that it can be full. Only root can make one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Makes one; skips the test where that is not allowed.</summary>
    public static SmallDisk Create(int megabytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Only root mounts a small disk.");
        var disk = new SmallDisk(Directory.CreateTempSubdirectory("small-disk-").FullName);
        if (Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", disk.Path) != 0)
        {
            Directory.Delete(disk.Path);
            Assert.Skip("This machine does not let a small disk be mounted.");
        }

        return disk;
    }

    /// <summary>Gives it to an account.</summary>
    public void GiveTo(string account) => Assert.Equal(0, Run("chown", account, Path));

    /// <summary>Somebody made room.</summary>
    public void Grow(int megabytes) => Assert.Equal(0, Run("mount", "-o", $"remount,size={megabytes}m", Path));

    public void Dispose()
    {
        Assert.Equal(0, Run("umount", "-l", Path));
        Directory.Delete(Path);
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
