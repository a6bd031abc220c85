using System.Diagnostics;

namespace Kelvin.Server.Tests.Faults;

/// <summary>A file system of its own, small, in memory or in an image file, if this machine allows to mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string home = Directory.CreateTempSubdirectory("kelvin-disk-").FullName;
    private bool mounted;

    private SmallDisk() => Directory.CreateDirectory(Root);

    /// <summary>Where it is mounted.</summary>
    public string Root => Path.Combine(home, "disk");

    private string Filler => Path.Combine(Root, "filler");

    /// <summary>Null: it cannot be mounted here.</summary>
    public static SmallDisk? InMemory(int megabytes)
    {
        var disk = new SmallDisk();
        disk.mounted = Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", disk.Root);
        return disk.mounted ? disk : Gone(disk);
    }

    /// <summary>In an image file, made anew. Its journal is written only when something is synced, as far as can be.</summary>
    public static SmallDisk? InFile(string image, int megabytes)
    {
        using (var file = File.Create(image)) file.SetLength((long)megabytes << 20);
        return Run("mkfs.ext4", "-q", "-F", image) ? OfFile(image) : null;
    }

    /// <summary>An image file as it was found.</summary>
    public static SmallDisk? OfFile(string image)
    {
        var disk = new SmallDisk();
        disk.mounted = Run("mount", "-o", "loop,commit=300", image, disk.Root);
        return disk.mounted ? disk : Gone(disk);
    }

    /// <summary>Writes until not a byte fits.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, BufferSize = 0 });
        for (var bytes = 1 << 20; bytes > 0;)
        {
            try
            {
                filler.Write(new byte[bytes]);
            }
            catch (IOException)
            {
                bytes >>= 1;
            }
        }
    }

    public void Free() => File.Delete(Filler);

    public void Dispose()
    {
        if (mounted) Run("umount", Root);
        Directory.Delete(home, recursive: true);
    }

    private static SmallDisk? Gone(SmallDisk disk)
    {
        disk.Dispose();
        return null;
    }

    private static bool Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
