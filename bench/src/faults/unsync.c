/* Put in front of the C library: as long as the file named by CLOAKROOM_FAULT is there, no disk confirms anything. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int broken(void)
{
    const char *file = getenv("CLOAKROOM_FAULT");
    return file != NULL && access(file, F_OK) == 0;
}

static int through(const char *name, int fd)
{
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    if (broken() || real == NULL) {
        errno = EIO;
        return -1;
    }
    return real(fd);
}

int fsync(int fd) { return through("fsync", fd); }
int fdatasync(int fd) { return through("fdatasync", fd); }
