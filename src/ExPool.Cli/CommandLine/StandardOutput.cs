using System;
using System.IO;
using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;

namespace ExPool.Cli.CommandLine;

/// <summary>Standard output that notices when its reader has gone.</summary>
/// <remarks>
/// The console stream of .NET ignores a broken pipe, so that <c>expool mon self --json | head -1</c> would never
/// end. A pipe is therefore written as a pipe.
/// </remarks>
internal sealed class StandardOutput : Stream
{
    private readonly Stream _stream;

    private StandardOutput(Stream stream) => _stream = stream;

    /// <summary>A write found that nobody reads any more.</summary>
    public bool IsClosed { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Opens standard output.</summary>
    public static StandardOutput Open()
    {
        if (!OperatingSystem.IsWindows() && Console.IsOutputRedirected)
        {
            try
            {
                const int StandardOutputDescriptor = 1;
                SafePipeHandle handle = new(StandardOutputDescriptor, ownsHandle: false);
                return new StandardOutput(new AnonymousPipeClientStream(PipeDirection.Out, handle));
            }
            catch (Exception exception) when (exception is IOException or ArgumentException)
            {
                // Not a pipe: a file, a socket or a device. The console stream serves those.
            }
        }

        return new StandardOutput(Console.OpenStandardOutput());
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _stream.Write(buffer);
        }
        catch (IOException) when (_stream is PipeStream)
        {
            IsClosed = true;
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        if (_stream is not PipeStream)
        {
            _stream.Flush();
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
