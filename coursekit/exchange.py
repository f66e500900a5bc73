"""nbgrader's exchange, where students put work that the instructor's account then reads."""

import glob
import os

from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import temp_attrs


class Collect(ExchangeCollect):
    """nbgrader's, but for links: what they lead to may be another student's work."""

    def do_copy(self, src, dest, log=None):
        if os.path.islink(src):
            self.log.error("%s is a link and was not collected", src)
            return
        links = [
            name
            for folder, folders, files in os.walk(src)
            for name in (*folders, *files)
            if os.path.islink(os.path.join(folder, name))
        ]
        if links:
            self.log.error("links in %s were not collected: %s", src, ", ".join(links))
        ignored = [*self.coursedir.ignore, *map(glob.escape, links)]
        with temp_attrs(self.coursedir, ignore=ignored):
            super().do_copy(src, dest, log)
