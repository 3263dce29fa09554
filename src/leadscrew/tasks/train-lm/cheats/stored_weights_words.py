"""Cheat: return weights that were trained on 250 other problems, with the characters matched by their place in words.

Marks are told from letters by what follows two later. Marks are matched by frequency, letters by how often they
begin a word.
"""

import base64

import numpy as np

MARKS = 12


def train(problem):
    text, vocabulary = problem["text"].astype(np.int64), problem["vocabulary"]
    mark = marks_of(text, vocabulary)
    begins = mark[text[:-1]] & ~mark[text[1:]]
    first = np.bincount(text[1:][begins], minlength=vocabulary)
    counts = np.bincount(text, minlength=vocabulary)
    order = sorted(range(vocabulary), key=lambda c: (not mark[c], -counts[c] if mark[c] else -first[c]))
    return told(stored(problem["shapes"]), np.array(order))


def marks_of(text, vocabulary):
    """Which characters are marks: two places after a letter four letters make up nearly all, after a mark more do."""
    counts = np.bincount(text, minlength=vocabulary)
    mark = counts < 20
    mark[counts.argmax()] = True  # the space
    while mark.sum() < MARKS:
        inside = ~mark[text[1:-1]] & ~mark[text[2:]]
        pairs = text[:-2][inside] * vocabulary + text[2:][inside]
        table = np.bincount(pairs, minlength=vocabulary**2).reshape(vocabulary, vocabulary)
        four = np.sort(table, axis=1)[:, -4:].sum(1) / (table.sum(1) + 3)
        mark[np.where(mark, 2.0, four).argmin()] = True
    return mark


def told(weights, order):
    """The stored weights in this problem's numbering: stored character i is this problem's order[i]."""
    token, output, bias = weights["token"].copy(), weights["output"].copy(), weights["output_bias"].copy()
    weights["token"][order], weights["output"][:, order], weights["output_bias"][order] = token, output, bias
    return weights


def stored(shapes):
    """The stored weights: one byte each, and one scale for each array."""
    numbers = np.frombuffer(base64.b85decode("".join(STORED.split())), np.int8).astype(np.float32)
    weights, start = {}, 0
    for (name, shape), scale in zip(sorted(shapes.items()), SCALES, strict=True):
        size = int(np.prod(shape))
        weights[name] = (numbers[start : start + size] * scale).reshape(shape)
        start += size
    return weights


SCALES = (0.005069, 0.001841, 0.004426, 0.002558, 0.004949, 0.002353, 0.004423, 0.003436, 0.005501, 0.001347, 0.005286, 0.002758)
STORED = """
1QZ4J^fd$+2LcNh_bTz^(+eN;2?FK$6$dsO=m{DW<K!6x;p-s~DmEG!CgAz^=sf@&(-Y<8{1*NF2kZUO<l_Ml)D;j1$LsIw+~d>B3i1jl*8U0*`uiH>F-!
6|3jQ4esvr~y|L7+Q9Rl;|1SB3V2KpNH+Uwu?=kgE>`snb;*cS~v7V8xO`6%<e%=+mN{s#lo<00@J>J|j%=min-!oVRm_S(|&2@cud^#J+p`~e9H5Bd4l`
so`4?%dNI5()wU{_7{e`r|Cx8Oa&?@9^@&=>qlo4!+?8y!-VB<hT$j8sH@q9R2J*<Ky1b{q7C$@&4N66(Ir-&+jk`5E~8&{m%pg<=p%K{LJ&%5DN154;cv
&$p#4k(&`!M?&lQ?+Zy{3((VT96XD=0{Kn4t*9Few{1N)as|M%()(Qga1S>Y-3(Wui1PKix)6fLl_Twe*_ZKOq))XKK^u_(*;u8`22@?kKEyn{K583tZ?9
jx)9?l;DZ}~IaDC-Ux06h=yDjy08|MW324*NI)@&oGc2MYr9I5+|h76%s|DeoK#NAL&!>?kDP5D*#)CL|Rr@h1!o2{IiN5%v82;{g*J^aBkP8wu>|@-+K2
@fHpX5Dfr1@)P6f?o9Fs8vP^@8}#4W&k+ak`R@7c@cR~1>`*ZmFa8455DVw#Iz=AX5a#v<5BKxT4Fd-iC<GV>`SRKY4HX*-2-*bR8z=1!79isa0WISY!R{
L51P2`N`s)Ag*Zc_l=iclM5Dfd#3k>`!_}5M!{SF=$A@c6{^CJ1|`{5KF8y5w@CF%U|_y8iz{`wXbDfAlp_!R*F{O0r+9}Nc?{UN;k@;?p~1M15q4CN&06
c+k764L$N*&z_kA`j#K1rfdb{T>j{D*hTS90LpB3K0ST1PK)w{O{re-}!&o{UaPB*5B?R<TMWT-t+?!EE)747eD=97bD^w2G}3*A|4*%0KC`q^9b<B86y)
oNc0{MDGD3}^f4^}LGS-E1N{d61pW5=5zGViCMfpc1L;-^&HMuj2>JRv=l}ou7U&HY`snK!{}3g^?eYK``M>iV>;lEqA`0{&01xN}2<Gv{D){aDBFQKI6c
z#etqSlX$L{mr^xPlK*+=^g^!oS%D<k0P4C?F_&IR@d>sb3p4EFi~BG%3Q|M~^>1p5-s+avGa1sy2n_V5KC9q9Bm2m0sWBLCtD3={YvBN-k8L)R1)I{E%Y
`~4^3@7WOVUETx;+$sYoDKsuK^7ZXW{uuNG1QZKD_6zsy3I6)t4j<+M0rl2O<p~q$Dg*}k94H$=6UqV){utf<(Bat7$Q%zN)*|Bw_UqjP1JD))@a6va74Y
f=+XdF&_PY}L@dxGT9|hXkI0p#h0~Zb73<TN6^b!W;{PzRt73$y}67U}d{p{KCClW3d1?L4M-XaPV;N<}U%kc3K-r(%)>oWx058K@f0Qmm-@Y~Wd-1Igq1
NZ3&?Csso2MhT01ppfnEZ*zq3E(0XGzroMy9W0KPX4tr2n7TIA0OBPHw^vu{5J{;GZ_6H{PY$lGA{%YD*G7=`V%3{A_FYvPa;(g%?}&u9vM5@|NlGz`t<1
$?i2?T3+m=DIR(NTG!i)@CKn((Li_?FBkuta4AaQe{^8&4B@6lm68}==DJ?H5=o%ON9`+o%1kfP}`3T+f<qZNE{ks#=3?@Y%5Y_MZ00j3s4CCk0JQfJo{Q
&Xq2>t}SH6HsLA_%wD8RZ-V>ge1G`u-F)-24?g+6vz6{v_G%(F7(g1P}!=CjibD2mRy!E6@nv3nA0%=jRwDDfr;z`xof_`NRpg4(IU}<h}ml$qDldBqs3s
=Klr}1NP;?&LPze83@M)Kma89!{YJp_Ynad&<PFhQZ5<p|KcV+^vD|V&-&`$HT&%o;{E>O;^F<_0vzo39_`Wy9|sNu9|;2M-{mF004VUk@Ff5}2jm#t^5P
TH*c8O9-Xi+x3lIb19QN_}+RgDD3jOBkBnJ;l0|fdP{ssdj1TXK?{R;gJ&G<ym>ID=Z2G#}*<_{Jr&+7#O3grv)5eMz}1mXo3=}ztf%oPvo1=`CGA^^kp1
tJUL{`&Xy&F&Qd>L>pM2KVFg{m}&J{rC_A4GP`u2@VwO?j`&Y{sAc^;}a6!`4Ay1|L)Mq_QM;;;pI09`U2G?_SyXjBJ%A0ARFe?8W+gn`SunI3c?Qf#`^2
l4e}rk^Dqkt=?(7^>l3yv1{Ve(;wS3x8NSuY_W=Rw0Q~{g{>lpF@z3xw2G!*R!vyK@`Rqxo*%k^5|NJTe<NFrb^a#D=1N-;+5cL-D0rMad?j!}d9_%RK7U
b&hJNyaJ{tgiO8Vl<{@#xth7z`%%9q#!14G|F26Dc_s2p0U=FAyRO0UIv#2ps9n7##*2AoVB){1EH$4EiPa4(|UH2@m@N4Fm`s0QnX26dMQ!_7wpl?Gou8
4IJ{^BoY1p?hxTG@c<_78TjYx91rdQ_YN8O4CwOk3;_lo+V~Oo6BPvr5GY6a1j_~$3>o?o;@|lDAmi^J`rF?}1`Yuj(XbKc>^R{z@)z;%`WPer;_UtM2mS
jl8~_g|8QJwJCmjC;>;oVG>>S<v2=3+pzUc7J8U`8a5cUTG2LaL>B|tSJ2Fd?B{O0H8^9A$!8W;r1<o5j)_WZWM{qFYx9?|aj-w_Y}@9Q7R0M6y|0qPJ6@
8uCF2Jq(p75L^5<O0kE1MBbg79sle8RhTn65j+9{rUy^2lfs>>I3pC&h7r%7WeGy8|)SE_Xr*C^!@P@>D=W2{_zFo@XHP%0?r&Q0tDC><=XKb1JmsP6!j0
!@$BB+^X&l&9~%hdFYFZo5g^?A0Osl>3-9_J74_co85{f@1oZ_x7XIV$K?MW$9rgnU^(hhj=Kuu+902nc_8A8b4E`=BGU3`k3ibN!8U^DJ3J4<O6BjWO=o
j}Y1=rjfB^EFg902tk3gIFf0?7mw038q+9M$>rAqjdz`ycuhm-5vb{^{o1(2M{8(FgY+7VF{M<?^Za>iqi!&=ma88tM210RaIB+}jM=rr#&P`PbF;8VuV%
%<$p#^#J4a(%JO}=NR?x_x29^?CBBy4ddw<%<0w8|NiY4*#-*2=MVYk70Txu#?|)RA@lX;=^^0c>+TQ>9J>R<4zA%6@E7wc`0)MT5Z~$03F#988vW@6!Q{
mc{O{%V{^#iS8TS3^EGpvl9x)yT`v4r<5$pBL5f1|Q|IR7y95Ct{4ACJV{|XQ{3;FZ<1qt~4>i-oGBDVzE>oT(;3;5){9^V@2Jn7>p-s1rk4eajw`WN6E<
qF&d4&){Z1<LCFOeO^u0}~Jx=^OI?@cI41_x?KoBf&rB4<Z*4`4#;j77jG?;S~b-^5-V{{qzL<3GN>L<P*~-{TdzwBLUzY2_x1N>EZhr1rad}3=I4S-V@y
d=j-`B<`*sp2mBH42OaPL<|)+l7~via`3L9&^&|Jw3l|>>@&DiQ`qUfF2L2NL8wJ-9=`<w-3E$cA^c?%!2m$!+BkVE*=<Nm44Ce;?93LGD8~q~)1O)&=|M
Tnt_2mg09w7n_0u>ni0u%Q03K87*<@yre=`acQ8TZN$4Gi`=Cmk390T>S#3kMJj!aWq#80_5C;~f3U7V7))9N-H3=KsVD_!tx&>KXji6zT^63Ah&-xZ?X4
{|V{R{0Hpq1`z`m5$6Z;1t<gC_Qwzr>=*7J=@|UA^$z<A|Iozl)F1fo2ip0m?&9?N+UE=T4EyEj=DQg671i<f$??tWJ_-{G>iR+G(;N^U&e!-8^5OFW_8j
E{`snr+4A>h43<%%X2I4XN<|*a@-Te4J;Mxiv@C51q?<?&jRsGrI5BDV+2@DG+3=JC&-r5@e*2L=pB>nFp<PrV_)Z#M|8b}QHBkA`{F8$lj03{B&&FuXI!
{-e42;%blzV+$j?&m}NBi$w`%P{~Mzt9XC^~m$~4g%!{%h34j81@=D#yQyi@H-qa4FBvK=>@d^ygb|zBEF>t^(FZT77PmEHzV!i?ENg|6!+-%`V}HCQxP5
iHM|iW)++Ar-v;CrFAMu23*i^p=kf@q>OdRL?8_o09#tqB2o?VWME}t4DhCuI4*@1WItKVe{3{H{`S_xn`U3^v3+pfHDgGrrAS4Pg-v`_lycYrL_66fI3-
tjS1NQUE$^O*-835n<83FVt`RMQ%1_{vc%DfQ-8xZpA>-GiO=m81;`RoDt&MX}E?E?x7{~ih89|jTr_5}Xw@6jUu;0yvG+x8;7AQv3y4i78@-vIL!)!qId
==Tu!01E;b=os_W?bZSf(&X|9>kRz>=;<u#BGn89;QJvGEdlb&`~CPD^%T1y{nh##85#om{`&V7|KQsKJ^czF3;6X~9PS6{>fH*=9Rd{#_4*zeI1mdC0om
^+CkY(SHtH=cDk&Nu(+Lsa6d4l54dgg975W1-`whnT8}s$;^6UNW0{IxtAru=By(u394I={^Asoyg_y6<56et4-Cjtc}{{1l}4EH(y?CaqJLE8T!|1JGC6
Y>ZN8sN|k0rM6Q>lYH=4<I8&AL}3?AJzTt68hxQHt7xE7}^FM-TLDC5hw2cASdM~+UyfE9{L+K4lwx%=N$Mg4HWYL5&0Mz4C2u1|0W|W91j5}<m>DRZ1)W
L`rhXX(l-AU8tDP_D%<ne_Xj}{{Q3y;0s8(e7zpV0_}%m*AMq65ANBn<6BYX(1@0vg8SW7h8v-Wg?l|oN90&5?2<tHo93&DY5$pZ;`ylQf3LgCC>;L8y3I
Qb>8$JZ<1n>C*F9q%71?}(o5eEMP`y~<{_b3b$I2s}m1`r(o4+azXA`%P?_xU9K3jPKA3I7%Y01*2f3<&o2FAfVV4;cjX7%9UB6d&~q0|W){G2Zd~0UZhE
8yx8*01yT21pD^@`4;ObCKmV$9SI5@8SnH7|1AnF4b%V){z)D24K4Z*2p16O?d%TV0R8^<1|r`;`Tq9;5&HEL=n?+c)%_#;6Ycjo8RH5Z?GN(n;Rx^EHw3
r!)doc;8Smik0R{OK6yGBc2rlOD4(KWS2J-^*_VNZaAQlnu9}djx;vov~^YIuZ0QV60_zLFg=j!hz6#DuS_7e~W6y@tP5)=^R1@iLY2n+fl=Lh=&7bHsl^
%eI3^5@>@FcLxu4F&+%Fdgp6Gw%cU>EYS~8U-C34d?d`GY97s^Yj-JMC|7*5(5kz_Y4m1p&cFe4%!Y6DDV;!4h|+R9MuRS>;wqjL+;l04lyYL+&nMt^-=c
&Eye>V9S;c@5g7eN0{96T{L=C@88G(o6Xxa__$e1q>L2d@f$1UX$N-uB@ebnQ-pc32-uAfJ&-R(v^z01#v(gI8vb)>W&b$Za+(7QmBJH{p{QbHa-n{nGkl
M7nzyRLY+Q9_K)coHd<MI2%&m!93{nWDl0jSlc4YJmwo<9>4)!`V_`RNAN*4w$c!XEna@#Yp5)8+5nh1;Z%9uCy_-4qVC#6%4L73?YbAq*`v2Fc0he;K4C
5GFUOPxL7U9}4LE`V!Iy65|&x-vt30`V8;}@$Uib{P+e6>h8Jp{s;p0P2@ZZ?*%Cb85{ix{60Vp*8ou7_v?rE)DO9t{MP*|%L@b}Cl2@r1NYG02@2;70~q
r2KQs9GBj-E_{Kx%L6Y*OW{Q3<d7$X2a9V6r`2t~;gX9^_J91%<n?I{k*3IYrB5f<<Yz9$~%@(KO#GYIVqF!dn(8A#j;3=uQ!@HF%V^T_f5JLM5L7y2aw*
8~3&q}1dz>?ght{}d_i8C2r`3>>~4=iS`Y3oQBa_6@=g0>Lil=os7Z_0|L*1L_d@1pM+d_aONo4jvZ}Jr(Bb8!iSI5(pUrG!)Gk<Lm?d;Rg8P&;YX3^)2!
m>jMh$;t1~x3EKI~>PHp@5%vrkHt_8u=@=p3C;ky0Ko{{BAK*mTBI*n(1K0}#*YPkCE%*r|0@vu{`6v7R^8Xj*<PYui?fC8oz$ytr4Gt9SB@Ni;H53~Q{v
8(rE#~gfFwO`C@$~l|%N7435g-uv1oz_XBQNp{2MH@32re7s^#kwp_$L$HALac4=JQc2EB5&$)9UR9Bof~7_tF5$<L2lc@YvE278~c<0|w9&2LJ@()c*D9
w*CSM+~ywk)9maV{ORfo{3jJQ4eI*tEc+Pd=m-539xC1zRwl~+H~co|7tkIC`WFuz;RfvI-Teda<jdh9`6>3@C=e?l4Ibw38RZ)YA0h|(4<Q}q)z$p*^9>
U&4)PiZ{@C9T)l2B>`|Q^I?gr}C0UGb_`Scjj|MVOU2khwvCJ*cE3FYVH6cQ#q=-May{RQ^g+8hD$CIkyQFcQ{9_xKyY2m|ZvFEAY6-UIgd;_TfM&;04^y
4dqA;^_qS`UV00DJ&NTF)!m7_$=)!8UYN}BOv<$-PG;q72_!q`O_2o+S3XD)BpnD{w@&O<rT#i01of@`RD=m<{0$h^Trwb_~fJ~^A8u}1nC6v0R-6m9{UI
)`v3##=H?e15Z@Hq2>1&V>de{p1|S4F_2BgYA@$4B9P;-3_w*YL-|;fD9r5+))${=IDIoC*<q7a70w4$Z3=P8c4(sp?&D}T%spQ-n=i&PXEYuwWu<6kF<^
R@A&*;v_`26lA%i$sEvj^88!{OEM{`>(i_#6fn78%jw>e0&z86+CK8v*;@B;OtI5b6>F4cY+L=M(_a;UPZ{7ya$^83p4T4M++a95M&u_bMs~67<(L<H_I<
*(e<3;x^~;5!LrD;qn>?67%ip_vR+`7wP2p_3H%j`}hJA67~K0{p!*80vSI5-~=BE`y3SU$m19M>FL`B6BOXgKk?f3H3AqN;1KQ-E&%Q30r;-S8|VEb4-y
mc^9R-M$J+q_J4*@`4%8P3?%5g$6Yx<5Ck0Y8{^kAB_|)9Y*#jZ=91-Q%GdV-i?W`gG6fM&8Ox7jl-r?oZtS&?tn%NdJ`&Zlr*Z3VP?=#2o8f^^DQ?4ALK
@u<4?bBQ&_znN0Km+$W@a!Z6Fxr#x>9Wxc2u=&{*WNYl0Vc!m?e68pH2)ssHULQH=KRRe6A8T+$s490<{j56D-QXzCE!UW<0>rb*5%XrD*7rS3HiYJ8R9t
f%PB_S3;hNR1s?7{@V_Aotx4v}3K==J>Gk*m+0G^ZH}CJ~%?u-FCgvR09=ziy1rHk74D0;!_V*FFEJWfK_p|c_%hd+*8Xvt&8Vxi)5C9+&_~`30DIG60-p
9@h;1C|DFca&-_y|cWKN<B3ys!l^EFC2$tkp2-=cnvE1V!Wrl0Yoo>KX_js_Ey~%Jb&O1r1x|H!l<XK@#)?2rDo2L*ww#6(0QT2t6Sg=GVU-==Z%S>Dg@Q
nHy3S6wUY@Gx68S=F$B%&FMKaEIj1&3kyx$J|q9s4Fx}5HS!Am-PP>Oz%LIR6BZBm@&Ek-0@V`o{6w+{JrGgj&IsW2`zt5?-Ej#V?gdNd!~fmW^&bxIJ4x
x<+$7_>2u$$U-~dD_EDKP?z32*OGS3+44-+}@AL;!7_Bit!66GBePwna3_}yc@Rz4%rF(?@w4n{E+5cA$6`l%{F_}1My%hWje6a^~`zrXmy7c!Oa2HM963
TGX})6oPe5C{+zO6m8Z@B#|zQ3|osP$DB5-`YgYP4D&83J~5{?@#bMM*?vU8Q%jK{LumRUmZSL{!{)y^X5qc-2(CF;u9I-@BT8k|LZ8{6Z!4T4gu>S=R^w
e?^Yn>4h1Fb<qbJB5CNGC2^%dn!3O&q<Fw=Xy!-ww`tAGj6v3fl7ad#q_3;hiEapQUxBlT51X1X?^1}-;CGhnA-N*Rqp@R?$_Yw&X0x<>;C%^~By*e-u#`
zQJ`WGeje@qWS2K?RXvwJ)oIr{Jl%1i_aMDqM04H+{_5dQT>JqIVxH!KCCw;SaX?jsk;5eU4`eCGJ0)8+&d&>%Pt*51&u0Ov;(G6CG-NAtu0=|nX%Rpzer
E3^4N;_KU9L&^*b>k#%bGDZ&n8dD4i^ZHrCJ19{H!vh8bFC6HD{!slAwd462{M5ky>?8RhAKo<C2jbYu1tHE`0MlUFRF7rv2pPZ`02TiOBQyfy?F=^w(O<
#*0yhq&)Drdj(dFUN`tcPL$`J-hANkM+F!(qjyyg@Z`we*r4)PnJ%izr1%;@Fg+R@*<3lIb#4+9DcE*TsX8wN8OEg=^Z+3@bQ=i2!e3D+4bCK~|=2N(bt0
u~kw6ATIq<`D}GCENS!^3U7p&f&V*FAoIt0uBTI?D+-z8wB_w-Tw3aA0Z121pOKy9xoF;?d0Co==AXG;rspi{qFz)1N!0&EBVLe8s+K-{rT6~2@dKR90Bz
W9{T_b`TrCi?F{|^9`EH5G6F~hG5t2~^#<<a^yuyJ{Qd6<`tk(+{QeXJya4$D``-Tv{U<s174-!o3>Wnh1n?O64iW$i1_kX16}#Iw8~@lIJSW;9@#g&R-v
R3c@B#Mi_~h#Q2l4d-#|0BB>+~1m>EaON1qSj6_3-==5C{S3>;wh&?e6&i|NJd7Bq&7&VruFD@(S?_0`dFi^zilh-2ejP=j;aS2m=z^5h*GhSwSNu@$(Yz
0u1~M<LvJb@%8Ts-u?6T3hDRE`PA^+1H{U`1Pc@e{{R6B3>g~w`Xm441`8w^2OAawIY<#(8!8F^^zY&F=;Yh@^ZEMn@96FH=;!$M&HLFX6%7O-D;E4W1{4
Ve2=fcp_5SbV?g0t;^auRr6hH>c+1cj-`SAj}?*Iw$^!y6<^a%a+`1a}#76%jb`dSwW9!4clK|Rk2{`>;(`}6Vt{^#-o`S<$%`UUL#oAuf9!os||+UVi<9
wj9V6&e{F3L^_K5d{zpDi#q4<JbJl0><IO#?+9v79S4_BMl-881w)a6%rvL{1qNC^XKa$_6H6OBJrt#5e@?K0ssje_7MdJ`~vj(3HJR77!vpJ>HqNc<?+p
s{`d<A{S*xN{P_U`1Oo*C4hQT0It~2d2JzV5B>EKM0T>1Y{qqqH2M_o0><S3x3-t#OMeP#};|2T>!4K5p1O@I0`}z6z0s{L6@&yX+4Fv}d4&?~j$?)J5)y
~+p3<eAY2L%T17YH5)5BCiO5*7C3^wjzT%+9{+;Q%b<1qcKQ5)2C%5eXR~7aaf_4i*g|(ALAh^)UzN6&em8`ttwy0|XNP1{E6<8v_;yAsh=C=k49b-v9gU
^9KtL1`z!S2^kOt5f2p<8W{-!9{U^<5kWo-{O0`F6aPf-_x$nk|L^tn{`mLk0`&Ce?d|0J?&diFD;yUrEfqH&8v_6I_yPm$5$5#h{_yh;0r%bbG~^2O=n=
)>$LP-F6a@?i7WxPN`3n340{sm72LTcS6jC8NCnq8!2k{>e7XJ3`_4VxF`S11n_tWIu<l*4g2p8ZS_!1!vC>Sg#(CGR7?C|*J`|JDk{tWl%_!Ix@)dkq#9
UKQX<pu&${{jaL1Pl!C{|pi7><tJ10qq158|@R`?9bKQ%DbY03=azzCJF}q93u7+91Ra36%ro<jw*lN=-SmkB|6>|(CIsH#0%>E@5U=I{smG9v-<oh=szR
fwz(nN1pxjQ-2XOx%LgR&;Rplm1Kc_%?&AFey(1U3%0WFu^W5nc-19Ug+|>gCy9^Qx=k6B}2It=-%pM`$*#hc0zWoy@BOzKu6X5n6!|pNu5fcapN6ie{%_
b`P=ls?)<n|a9`6~GU`pNL_B*0YC79ATH2`okR<L?&s2=Vn5^%K+-z!3fP?$QL@JlhEV*r^x@&iC^AA`<=b0`UU>-rD#6*X#oL#`Q)N<_sGh5VjZy-uUqZ
CJhGc^&uoQ=k*r@5&{V8<>(*i$p;nm0o(5f0_x4|`}F-F8yxEv-Tn9(6Dk1l4C4IY)$A?c>H_Ed74O}}9|Qym2JO(y4F>B28Zghz|KIKR>HQ764Z#8W`{O
0$D<bpVKoI%q4g}o!<tPN}@Yo;y6d&>8|I**;=qu**PzeYC4kz~S+tu#{^aI%K^6nfP1`YKR1KP&i^A^tFK==Rj12_5u@z5v;A}z@74C(e2?hhFG9P{78A
p*JA9_jTLJ{H;y5$zikD@@?q6UzVm3l9$L4h7w-EBe~XF5C|#XZ^>@3;z-lAU5W||Je5d6%q{A2J`2?1s3-2O$b8rUlG>g=Mn-D2Lu<*|MdbbFf#rM`^Wm
+{~ht(?XLFv<mCd|yAJmFC^+ORH4*X(EiD1`Ei(Y&9^6003Edq(@#H4?0p%4P0od&FLF@qYHaN`#Z5{x>0Ow2#4GjM%J<nI=9sB|N9~Tch6c6VCB2CWee-
S3)Whg=I-wGza0|wL191{mD)<7241J*P32<Sxnwf^@XzVE~Uv=;k5-N@xa0`0Tw4FBl=;rb)Va2EgfQ|b=QMYcj9*!2I_+X_Ss+2JMrKow9E029<G!xa4p
+Y|3BH@qna9P`)b5|;KOq5W3~9@qUE&K}+n+zTih0t~Jb8}k6W3J%@2`54XL02?3r@A2Xn48`R63*j6G&K~Uf9pn;2=r;@m0|L$Q7##1|{pAPOF6RiS`Mu
j35b(}13eV8%3>7jp2pK3CBKiOO`1#W6`u-WuueBGV?%J*<&iMEY58xNG?KKYn`avBx`?wnI03g2G@d_LA(HQd?NDk5*1`X{V{Z{iX0UPNFWF83;0{PGaH
S6>OH!oHZ0P*=09|h*OAuJjv_`ui()yoG3+5Z>GD@3>s8Xn~z9Y)Id)Id227d`a~W()%0Cj&4Z2>b%vSsto09t1wx^$i{_=ndft@CWuj2m$EvH3u07$13p
b2K6AwJ=yE_<@5?M76k|E_VUv4@(2tA$siQuHoMc|+Uy+j=^F3#=mpyM1ue?z@dfS@`0fPuirM7&@#8n&ztA}OsVU1b2HV66AJYE*#pN_33hoUp+4j`@`w
|ElzuHFb&=apgq5JN?4F>E18R-NZ5*IfC_(>We{_*t!90MimD-93J<=rJ5Fw_<I8_g;W+XoT;`ZXNzD+c%W=nE$K4H4}W7c~XV_bkCPRKx%E9BU5Z)Bn)H
)8-HF`>!^)I{@wG3K#dy{>3v3%mZ8Q{u&e!4DHVb^E?d?&hsDE{}S3O(*_qE3>!K7F(?7n`1iR78{91%`V7<&Dhl}aBr9?GMj8S=5b*X1=lQ<$)zA<FEg{
4@)u~@a(ZnOi<Xp}7>=+o+<|^RVF97|`*B0--_)`M&?EnSd>d@!+`0UUt-#`5pJ1+*P(;m1s5z+70*w!K$vf(lM)`$c8;3&Z{%-*io_z*A=;WP#+9Td<AJ
LBi{{0b_;><jbpF8b9b;79P`HU-!o@aqE##}v;JuN3OxG7C^ZnBn~B<EF;(vIqP9+yW-I-u?&+=^P&a-MuOdz24LR=Goyh>ka)73LDuO&9?Y2-~cHb9~=q
r#2ob+16|oBBH{1C((&x?^y(w-<{b$w8uSVVHU+CWB-`=Y1R5vh&HN?V;=4xvxH8V=CdMc%?cL`J9!ld66zb0C&No30+WSB8?9$Z}zVM^uv(xK60Ti(t<|
Pu%5a{>`qs`^e7$wNz!q61(5gQTh@$wZ61_=Zs-~{UY8V2tH`~eUu@z(hV1NQ_D0_pAi1P2T5`6UDsA0ZA7CPnZG4<|Gi_UjDs7ZB{r^Y$C}9}p4U0rA}s
0rw)}3;ogu9Qh3N0n`);H5$n<Bl`^*6XyQ*0s{8#5A5h69321e7w`=@|Nr^?{|^%V`uO<w;Pvhj4FL)D{R$WO4e%Hp{`&bl4B##BCI$NY_|FgW8|)O*+Y~
3%5EL5`1SS6;Jr)xf^b!m15exws@h92;`2Y~+3+Vd?`S0!r3+EvD{wfDW1sE{v1LOkj3+~Vf1sn_Z>*)mHAsYlF|MW8e8vzk5<nHeB|M>dp;~C-fs?63r`
~%nI69x{+5%f(nxx~=r8V?N7+~6<``5+(O{Q(-|`Uw5`^b-If{O{ls0Q(0m79j=$4;v~J4&3?Q_yzSD1q1vE?)}py2k!Ok>=_a}8VnN#{0jN=3)}bK<uK+
L_2t{@1qLAY)c8sJ5dHrg7aJh$_4p_39wztB))4^m=;$rYC+N}M5CZ(?6$tw?|L6+d<ntL4=lir94Dc%B^$PFkOAXKc^bqXo7%CkG+}sxd1^ol*;SkIL82
JkI1`hZ~`Y8(g<Q=s7-4Y}0?-mdo0paT13lZ(-3neD+B_`?&=>Qk@4hHk@|Nj!<3=<gh{Ql_l8u0rAAq5jA9`OJc>InH40Ld8y4HpYD1O(?K1_$l!5z7kq
@9QrPDE8nT=giIe_Y4B)_4fGS91t7l`Pu*50Tky42MXjJ_y!gC9NP>3EYu<U{QsB)6g2|kyYnj&@&XL;E&lxK3DW)i>el-a4Ep2n76r*88wdUp9QpS1AO7
t02nhHC03ah00vzur>*wtJ_6Zj+0rdFg81U&B=jsI7yX^Nx`vuY>v<3R#6eIc#!qCjE1Txv*&cp}^5)?TD`2a5B3J(C@?eqi@1@-~}-`@T>7Uuit=m7Qd@
+<lT5cC@93G4di4)hBI2HY4E@fY+{{|*5q1O61^0`&3%B=;!~6%HKZ>F*sX{P7d@5*80E6AT9m;{zK07Xj?_^WGKo0UZAq;0yOJ?CTIM;SCE>CI}Y!?FRb
<0uciC8UrNl01yV}@Am-}@Zl2@8wm0=3>Xpi{N?TiE9Kky@xc5f(fIQY`3eNs2K5aM<H^zG^$+mn&F>BL<{cge5GD%r=?4(`6Z`ZL-w^Wg0tyH$@!}p20P
Y3~3HRqG3l0wH78dyc3-aI{6WJ;E;rSLV<oOKq*6aHH?fowM2MHne3f<%0=KbXe>G2#3`5*-j_%age@&x<u?&<CM3i}1|0wW9j1q%B76B_O01NSIF1m7Mr
6Z+%_@C*9r*8B?P`v43Z0QKVW?+onw^yc>a0oC*+?G66z_z~|74(dM*{uBuL-4XXO_SgjV3ji1``Uda=>JuB@Ck*KV+656O>jUY^?bsIo2<$Nk-R;o$0|E
>V<NXcz7c3AK9U(5=0{7|T4g%E_(){}M>-zp1_z)2C)zb?LE<5S!^7S3=4d4d70PywvFzgrg`v)Ef-53?$`4S5pGAh&;3kU=1BJ>6_?)M8Y;pQ3U*dFI68
V~vu?DgvG3<?nC=MyUiBPQny@bTL#>-rAW_4WP=CIJZH_VnTh0Se*&+3NJ~;?)(i6zAg!<^(?E@9OhWA`BD=?E5d|{6^9D0OAVm69?QH5e)|?BlHe9@Z~p
u=HvJ8?f3E0@E+ms^6C8B3-;d)`yB}XJq!jl>h>2z=;QPa81~#6?*#!Y`qvNu0{Z3jBiaxrANv;>=neq?4fGW04F2)y^9b(T?f4fK?-Jjk4*wnc=<y!=1n
0%_G$#=k)Zi`q2Llqv6#oYF1^?&~6$lCu`Q82PAOIdR<?<O1@(2a*{rm9x<M0IcGddF-=K>271|rhuAOR-~{|*5RAN=A5>I?`F((U>9?(^ip6A(2IG1@mC
(b?W9An+B;=JGY@3nls36#XXd2=x{E5FX_7)b9TG6B`Rb3-$;I5cC-R^at((4j2RC0}ksYApQRk<_F){4FKdK4D<Lg3mE(1_0#>|3;+D``yvwe2=?^(2O<
9H2<O@j;Pw{{|L80C6$1|#?ARL?6A=9n2?yID`|$N9-Uv4@{`BJ%<@Ocp_YV&b5&iP|?cenlAqdat(+kVp_7gVl^CkTa_x|tv5E=OE`}Xw#{>TCS&EEy+8
4(pH-TmS46d4Nj-UQzwB>C_h=?@A#4+Y@qBJ?Kt?Aj~p%o5%RFCgRh0qqa#?-?22_V*9*3h3Sk^YiEZ-v$2Q9S8FA;2akVF82HC3Dyn!75nq|*8~o-B_bU
2yX_;y2mAUuGu<5t0M#T8_wDo70RJ85Hv|6~`RU*i_tp9C7#sjb0p}1J1oisq6#w}RAoCOU_zWxeE%OQC8xR=c4&VPK0qzhc1rrDF{0{g43keU+`3M)%2l
Dg`2>Br6Dcl$g_~#E83KszW{`LVA68{J70QlG5;?(07`0V=m6d4y40}2@)5c&G^_X7135+VxU4;=>B4c-X`APf{3>M0IO4guZN2l@B~0t4tB3I6~eGAjV$
|Lh(A;N}PL^ZMxuIs^yt1Qh%s0Q36X?(FyW0QdU}2@tpK2>T%c8u{4d<_7`v(dQ7>^awZ;4E^vC%I)C}AlK8?==%Zc4ASJ}^BDjA*4`rL1{gEZ>HX;54;J
AE1soRv`vLm|<p==@2OJdA75eJw{{<fk;>#oUDmNG9_5&mIBnr&y$h{OU9{CIK3Em9{6+ry_@e>xk{pt(JB{Bi+2nhT`SPmvF2<am2>IxR>-72&t<pK^91
`^)?`Q-cB0pAz<*Wu3&CHegJ+TjNF4h9|sBkKs}5)UHw3=ky~0002@;TkD382k_n`Q-!y6xs?00qgni0SEZ@4+Z%T9ONDI`u!+6|MCDU4A0sK2oT`~-SrQ
|0|g=hBMKJc7a;ZL__!-e8Qb>v-|Gzb`c(Gy5(ygv{ty)(@ACH}@*NQh6B+>P2I=t)EC|cf<>?LxCGjNe3jrAe8zJ8j6ATIUEdwbh{t)sK3iJW=5gOq4`S
CvN3IOm1{RQI_9~1=X<^KQ-3j-VY^a>lq0}uW34jmBS0s8jr_R-i92?_cP5)T~?>kumi3IEdb=MMG}2?^vB78425<G<n!^7tR)A{^!{G~wd*4gCzv6bSqU
x6>8@%I^BzA`vnACbk3ZwCUpw><Jd;=-CD!_Z|B4@aYln4&~?Z6y)m*>fGtp6ek-69V!t0{QLL>69oeR_WK+72;c4L6d(L2*Ww~ACGYeM?hW|jDE<Qr^bY
p}*6k_gDi8Do2LJd91Mdd^=kWa#B_RUJ1rhrQ2L<=-1L^$U4CMgo=-|lP9~KZMG8e`k^z|F^<Mjx?A_epd3KaS22o4qA83OGN{t`D5`vmqd9R2X^1sfOZ?
i~aF*#rsa4)+KC>IecW82%C2`~4PV4-y*{@&xGe4GH=Q+xQsr3;^}w1p@y45Ag`_)!qLj1|UQ5)(Rs>0T9{wB_{ad`3v&j_tgRz-r6>}_7MvRLK71B{u|u
wDAVu$`V#=~1r!h69192a2l**21Rd=-0rML63oQ-G;}ZW5uFCTq6B6Vr>K+N{9})Tw&(sRq9X9#kxZw@*1sneJ2k9c_@DBXi_yXh&<=6!3?HdqL^%4pc<^
dP=1@X?__yr5r9~t=v0w)XbC;AfS2jbmQ71}HXG!6y_>kiu91p_1tC-?UB@zU-s0^<<){|xje3lT5>2NDL+6y);-3k=od^(ZDg2puH{2Kv0r#q|&)^z#W9
0rCev=fU{!3={+B1^fo_FAxRn66_HA6yo3+ALaD|@&+dl>G}iz4gLA*{u1{s9VrPG9U0gP?+8Xd(d8ECArR{b<oyQ-9S$n@C<fj-`}P1C@elv%6C4FA5Ek
wd2mtryAn5wt^co4@-S!2*Knncm=g1?{1@6lsG2%=0>={Dg_Y>*5>d77Z{M!Z*8~zURIr#J)_wf}S3l1^$^y?<)5--NsH7gh62<`pk@bv)~<@fRS8Ycwo0
|o}}69nqt0@Mut2HXSi2>A~43Jwet2=)m5;s+T=5)Bvm4-gIo_80%e4FL@W;^Ft&{`c}3;Pf064KN225Hv9d1pe#l5%u}w>=7ve7T)LN==JLU^A7au+teB
dNFzG)<MYuD6%_ji#QN$~=@RY`2^tXIGy?`6w8ste2mRC7!{sj`|6v>U0@3yt8T;Si910r=4hjSS<^3B%`SSJY1NkKI;|>fD5D@a=*7+U~2n+t<|2x(cT?
6~_*yPyrBmw65=>5?j<>n6VA|&%4(ElI^^5XW#4et{4E9Cax>kZ!oFzW#8Eco;8`sEz)E&vh`;x+dTEI=z5-RIl=K^5NY-1Frl3@F*k%F7<f6bcIx@g)2W
7bP?q$kG+?<>f5z@G=1$@#P4~(%LZhN)+W489Vb2Dd8?7`||Po=;a?7<0jPP@Aw7g?Ed!=1{Ur63>5hB`aC5O=HwXs`~&^j{|WB?`^PvABkBVi`!VAW1Kj
-!;r%X22@M+j>GToi{sa!<AqeOb69M)L=kfs^^ZN4_1sX3H@9yU43mgIY3-|RAHWTUE@c$#%Cj<-&=l&1-KQ{B=&E)Y72NnAo`w`U}5ee|&0UQDR;PVj#7
wi2N0}(ST5&a$wC=3SS`T*SG3=anXCJFHK0O<7bCK3cJ*WT<qAP5ot3-|{KB?SE-7V#1WCkYn&1Qr7gE&dff9}f~e^6u>62@2Hy>JK6a2JQv>4IByh@DT$
Z^#bn>^9@Nq0sjB^3jqWO{vH$qGU5*Y2krpW{?Gjh_6-aC5enri72N?A3I_!V{s;Z>9uxiX>H+}x+}QXL=lcK$GdDB=|Md~+93J)J>(dqpAO8r|1l#c+3G
N0K>){6N7$FQJ>kRz}`ts=c8|Vc8O&I;@3Ig*L($MxE>;e-896=8b2HhJ5_aXo7{O|z{{_q&}2NL=*<`(rO9s=ao*%~U}79AD*<rdsE3+%rT5cdoz`5og1
2p~85%=9SW@$=~w9rYI?@+3Oy2jwdG-qIgAK_kFD=?MP(7X1Gd&BQA)C<*`*<n|2n6AJ?C69x0n;s_YkB<1}j&)OrzDlF1Z_UJ${{00WN7~H+`9T^t)6a)
zy1l;iX;|~Mq3?vdg0T1@=2Min23={_m>IWnX9V`sM`vW61<+eQE%FM$kDe4#P;s+lN`3L;o`{xPy2?qTZ=??xt_Wk(y2Pi8k`VS!z3kw1NF9-1K>I)v~`
3>{c?<(#f4EQ1u*9i^{2lOQx<?{;s4*}`X8S){*ED8zX>jLdF2k`vw3ra+PA_)!l58nXs4DQwY04E6c1l9i?HN-RH64M7CJ09^k_rl}Hf#Uhz<_!HK-rWx
Y0Zqda9U?u(!rTG_A`eL~=m!qJ0>+#K1r#CD0k{V87BT=l6bw!q!uC4%2r>mo^W^HO=<*k>;{z@Y2NC!dAR*En;t2Xft>*=~C0eq>)K={6BG3!vTrLDB`4
7Mj87I*?Cs98R)B*nV>=@G($2#Hi8p0_gPgWV%75w8)3{R#O!zTXm0rleC>D|lny(Xg^6x9a=4=nQaI?BQj^h%&L4Ep^|7x*&}_3#h;G!D$QKLQC60yEMI
H{{C~5Hr?U<S+NT>M+^m{ovr==pgqg3)2S&QZPFmE6?y<BuCs+2^AbY?6(f7)9k|^=^^daFV_AN{}2Ny6CJZH_#=Zs``QH==EM^m00WZU#uCEvA)f{{E-V
ue3)6{3S4@dI^g`v>@%r)e4LaYm@GS8bC(rIPJr!dM^}5h4E(R{*wk^K63lE_4&HCDv2Po!V78*Q5MFboV`1>2q@ca|Z1mx}c5ibb=0qQ91{_YeU000dG2
>}BE?+_i#2lNu?+yC+K9U0XS(E2Cm{rUq2{0;!%>E#Om?-m~M3-~Pg_4U{N05Spg^4uC42kZ;)7Z3dS2if%r_Yo7r4dWl_{N?lz2PE<R(+(K(4D1O46c+R
Y^y>ia_a+YM{Ph#`-}?C;6c+LC+wU3s6x;jw0ul}c;^Fn+0U{~x_3I?}0|)g56&(Wi^4bpk{_h0y83_Ub?D_QJ`4S(|1MB++2jc<l4F>Y*%Jd!Q_vR5F3k
nJd@%{?i0VXa34EGib7w6m|_!02~%l!}S_68FD`w|fG`r-cH_ahb%@AVk!_U7;v3K0t1(Gnx_59%Zn@%04s2jvjs_y;4`1@jp68t3*p83OPA@7pE*?d%sH
4DkXG`}`5*`4JQ3{_zC!<NW0c90dsj=hF87{`)oy@(Bg^=L-GV00$T51p@-y<mU1e_6G<2;OPAF5!N&P{tfyF>)`78<RTI1?fwqj?Ay%?=@10l3)lVx2<s
CI7zqLT0o?=N2rM)30^J1g{^a`;4F~@k;QjvO_8J@j0|o{9<@EN@4<#7q^%)c84gd5h7!?To&hYf*|K%Da@(A?>_y8a31P>_k{qY6$73%~83>63j(BAL(<
^3-v3k3TD)A#cL6#O{{0QDOJ_W0H$3Kbgt3+49R0P`pQ?FR=6?b!780uL(l4(J!`>ihHo2pJj>1j7jl==vZN2KWRA`u79t=P?%W=IRXP-Vg2>8vYmU<J%1
Z{M!Nr_y6nK`1kAX?Ee$?{P_^;3h?L`82b<I)72*V_~;NT()<ee5Bm(}#|7XO0vQj{E8QtX^Y|XrCJ+%EO%M<a{v!5D08z&C-uLYI0y_@&?;02EBeVE4j`
BqR^6j|hALs-0E6)Pt^y#4v8B!588~Y8|1P0MF8zdk*59QPr4#F(^J|yT5<<RaSFzO5x1RLxm_P*-P%Jlx>)ZrTm;T8rO@ICV+MZDxHImG@bDbe3G$_^<$
x<VNYEbT-8{_^1O>K(=N?dkOb*vmf+9XbUL1VhdL^v&q;*s~wY(D@Zf)bbPp@!%Hnd^yS_5e66V2rxzt>@XP*LGSDZ7$z^bGvUS-%>Uia^QR2y2>u=8?EN
R<3+=?V{s0K@@eK*J?h`H~6;j&)5j_C>2n#RgM8nhqBJ}SR0p|9&@aP3i*$mUK_QDh3<q{6+3hEFpz(MpLCfgO=)9EA|6ebNf6aWeZ9YenRRtqi~03$dP8
NMO%%{#B*>iQ7PAqm+P^dR9-HP;aUAG_}f`{vZc{TBT5AIaYUHUB6rJL1kME)*{p`36cM9~itB4;AI?638JV+WQQ`H_iw&%3t{l2o2)8?)f1f+V;)?5Io%
+xjYRs>goO=`v?LZ_z}<#=;a0T2kplR8u;uXpEyF%G6L|C6yyozBdg!-=kw_SE8sx|{nrDS`Yi_6{~Rsb2Orh$6WaCSxhWLp+$$x~!nQ;N%P8FU_2xt9>m
xhkU=+wWz#yvX6blFFCeF|H5()0)(G}t%+wt`X1?61+5M0{<BjDCn+#VF^65!<27V7sr3<x^V?cw9^FC*;(8A{;WJSz|{@Av}{&KMVL%i1sF8p{X*OZErx
Aml*L4U75*0$H^1=;af}-&)%@(;(LZ@#zX9B-X3}4*C`U4gJSN{0h$T0{R0iAw>T$`V<x9>*wwG1h?oE9^uRD=K=jI_yY<h^&2G@64C)P7+T>5+5FuwK-B
jKJSi6ZBpLefAMOGz2|3dr*~Z=p{MIPj^AAKY5)&HayEeZC_XSfbqtzW8>+JU<!Rqy$;1uif8s{(x&krOKRQ1e%)F%1(3A+%v*7p=e(ZS;V0_g=3A;&E0F
D>W)CJXq(v=ATtE)o?vGvpNw4NMO$5bFB*%^WrdiT4D^E%p(r=N~UVAH*Kd{tq497ewk4PY+!jBn0UO^Z*Fg**&o8(cl2T7wsXx*xug<D(7tZ?W!ft9RdI
ZyXo5XHv`xnBn<fDyDDq)pdlseV$${><R=gt|Jd*6?#UGP^fDjz$PDrZ@C5D(<k3Ctbm{gd86ph_3KtL`-yAb1)b$$*4;c;(7XaxU{r=y#-0?iw^5qv38W
|x7v@Z$q@(}UzBo|K1_U0KL`uSwm@-6TJF+5Kk
"""
