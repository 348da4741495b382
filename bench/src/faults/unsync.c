/* Put in front of the C library: while the file named by CLOAKROOM_FAULT is there, no disk does as it should. Its word says how:
   `unsync`, no write is confirmed; `full`, no file takes a byte. Sockets and pipes go on as ever. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int is(char word)
{
    const char *file = getenv("CLOAKROOM_FAULT");
    char found = 0;
    int fd = file == NULL ? -1 : open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    if (read(fd, &found, 1) != 1)
        found = 0;
    close(fd);
    return found == word;
}

static int is_full(int fd)
{
    struct stat about;
    int before = errno;
    int full = fstat(fd, &about) == 0 && S_ISREG(about.st_mode) && is('f');
    errno = full ? ENOSPC : before;
    return full;
}

static int confirmed(const char *name, int fd)
{
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    if (is('u') || real == NULL) {
        errno = EIO;
        return -1;
    }
    return real(fd);
}

int fsync(int fd) { return confirmed("fsync", fd); }
int fdatasync(int fd) { return confirmed("fdatasync", fd); }

ssize_t write(int fd, const void *bytes, size_t count)
{
    ssize_t (*real)(int, const void *, size_t) = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    return is_full(fd) ? -1 : real(fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at)
{
    ssize_t (*real)(int, const void *, size_t, off_t) =
        (ssize_t (*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, "pwrite");
    return is_full(fd) ? -1 : real(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at)
{
    ssize_t (*real)(int, const void *, size_t, off64_t) =
        (ssize_t (*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64");
    return is_full(fd) ? -1 : real(fd, bytes, count, at);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at)
{
    ssize_t (*real)(int, const struct iovec *, int, off_t) =
        (ssize_t (*)(int, const struct iovec *, int, off_t))dlsym(RTLD_NEXT, "pwritev");
    return is_full(fd) ? -1 : real(fd, parts, count, at);
}
