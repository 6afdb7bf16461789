using System.Globalization;
using System.Runtime.InteropServices;

namespace TrackTok.AppHost.Local;

internal enum Signal { Interrupt = 2, Kill = 9, Terminate = 15 }

/// <summary>The few things of the operating system that .NET does not offer.</summary>
internal static partial class Unix
{
    public static bool IsRoot => Environment.IsPrivilegedProcess;

    public static void Send(int process, Signal signal) => Kill(process, (int)signal);
    public static void SendToGroup(int group, Signal signal) => Kill(-group, (int)signal);

    /// <summary>The number and group of a user, or null where there is none of that name.</summary>
    public static (uint User, uint Group)? FindUser(string name)
    {
        var fields = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).FirstOrDefault(f => f[0] == name);
        return fields is null ? null : (uint.Parse(fields[2], CultureInfo.InvariantCulture), uint.Parse(fields[3], CultureInfo.InvariantCulture));
    }

    public static void GiveTo(string path, (uint User, uint Group) owner)
    {
        if (Chown(path, owner.User, owner.Group) != 0)
            throw new IOException($"{path} cannot be given to user {owner.User}: error {Marshal.GetLastPInvokeError()}.");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Chown(string path, uint owner, uint group);
}
